#include "core/events/cloud_event.hpp"

#include "core/events/limits.hpp"
#include "value/value_generator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace baton {
namespace {

using ::testing::HasSubstr;

CloudEvent paid() {
  return {.id = "e-1", .source = "/shop", .type = "order.paid", .data = Value{{"cents", 500}}};
}

Value parsed(const std::string& text) {
  return parse_json(text).value();
}

std::string refusal(const std::string& text) {
  const auto event = cloud_event_from(parsed(text));
  EXPECT_FALSE(event) << text;
  return event ? std::string() : event.error().message;
}

// The reason why the event is refused once it is changed so.
template <class Change>
std::string refusal_of(Change change) {
  CloudEvent event = paid();
  change(event);
  const auto why = core::reason_not_to_accept(event);
  EXPECT_TRUE(why) << to_json(to_value(event));
  return why.value_or("");
}

TEST(CloudEvents, IsReadFromItsStructuredForm) {
  const auto event = cloud_event_from(parsed(R"({"specversion":"1.0","id":"e-1","source":"https://example.com/shop",
    "type":"order.paid","subject":"order-4711","time":"2026-01-31T23:59:59.123456789+01:00",
    "datacontenttype":"application/json; charset=utf-8","dataschema":"https://example.com/paid.json",
    "customer":"c-1","priority":3,"vip":true,"nothing":null,"data":{"cents":500}})"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->subject, "order-4711");
  EXPECT_EQ(event->time, "2026-01-31T23:59:59.123456789+01:00") << "as it was written";
  ASSERT_EQ(event->extensions.size(), 3U) << "one that is null is absent";
  EXPECT_EQ(event->extensions[1].first, "priority");
  EXPECT_EQ(event->data, parsed(R"({"cents":500})"));
}

TEST(CloudEvents, ANullAmongItsDataIsData) {
  EXPECT_EQ(cloud_event_from(to_value(paid()).with("data", Value()))->data, std::optional(Value()));
  EXPECT_EQ(cloud_event_from(parsed(R"({"specversion":"1.0","id":"1","source":"s","type":"t"})"))->data, std::nullopt);
}

TEST(CloudEvents, SaysWhatIsMissing) {
  EXPECT_THAT(refusal(R"([1])"), HasSubstr("JSON object"));
  EXPECT_THAT(refusal(R"({"id":"1","source":"s","type":"t"})"), HasSubstr("'specversion' is missing"));
  EXPECT_THAT(refusal(R"({"specversion":"0.3","id":"1","source":"s","type":"t"})"), HasSubstr("\"1.0\""));
  EXPECT_THAT(refusal(R"({"specversion":1.0,"id":"1","source":"s","type":"t"})"), HasSubstr("\"1.0\""));
  EXPECT_THAT(refusal(R"({"specversion":"1.0","source":"s","type":"t"})"), HasSubstr("'id' is missing"));
  EXPECT_THAT(refusal(R"({"specversion":"1.0","id":"1","type":"t"})"), HasSubstr("'source' is missing"));
  EXPECT_THAT(refusal(R"({"specversion":"1.0","id":"1","source":"s"})"), HasSubstr("'type' is missing"));
  EXPECT_THAT(refusal(R"({"specversion":"1.0","id":"1","source":"s","type":""})"),
              HasSubstr("'type' must not be empty"));
  EXPECT_THAT(refusal(R"({"specversion":"1.0","id":1,"source":"s","type":"t"})"), HasSubstr("'id' must be a string"));
}

TEST(CloudEvents, SaysWhichAttributeHasTheWrongForm) {
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.source = "a b"; }), HasSubstr("'source' must be a URI"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.time = "yesterday"; }), HasSubstr("'time' must be a time"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.time = "2026-02-30T00:00:00Z"; }), HasSubstr("'time'"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.dataschema = "/paid.json"; }), HasSubstr("'dataschema'"));
  for (const char* type : {"json", "/json", "application/", "application/ json", "a/b/c"}) {
    EXPECT_THAT(refusal_of([&](CloudEvent& event) { event.datacontenttype = type; }), HasSubstr("'datacontenttype'"));
  }
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.id = "a\nb"; }), HasSubstr("'id' must be valid UTF-8"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.subject = "\xFF"; }),
              HasSubstr("'subject' must be valid UTF-8"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.data_base64 = ""; }), HasSubstr("both"));
  for (const char* text : {"abc", "ab=c", "====", "a*cd", "abcd\n"}) {
    EXPECT_THAT(refusal_of([&](CloudEvent& event) {
                  event.data.reset();
                  event.data_base64 = text;
                }),
                HasSubstr("not base64"));
  }
}

TEST(CloudEvents, AnExtensionHasAPlainNameAndAPlainValue) {
  const auto with = [](std::string name, Value value) {
    return refusal_of([&](CloudEvent& event) { event.extensions.emplace_back(std::move(name), std::move(value)); });
  };
  for (const char* name : {"", "Customer", "a-b", "a_b", "\u00e4"})
    EXPECT_THAT(with(name, 1), HasSubstr("letters a to z"));
  for (const char* name : {"id", "data", "specversion", "time"})
    EXPECT_THAT(with(name, "x"), HasSubstr("not an extension"));
  EXPECT_THAT(with("a", 1.5), HasSubstr("another number"));
  EXPECT_THAT(with("a", 2'147'483'648), HasSubstr("32 bits"));
  EXPECT_THAT(with("a", Value::array({})), HasSubstr("array"));
  EXPECT_THAT(with("a", Value()), HasSubstr("null"));
  EXPECT_THAT(with("a", "\x7F"), HasSubstr("control"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.extensions = {{"a", 1}, {"b", 1}, {"a", 1}}; }),
              HasSubstr("'a' is given twice"));
}

TEST(CloudEvents, HostileEventsAreRefused) {
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.id.assign(core::kMaxEventAttributeBytes + 1, 'x'); }),
              HasSubstr("4096"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) {
                event.extensions.emplace_back(std::string(core::kMaxEventNameBytes + 1, 'x'), 1);
              }),
              HasSubstr("64"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) {
                for (std::size_t i = 0; i <= core::kMaxEventExtensions; ++i)
                  event.extensions.emplace_back("a" + std::to_string(i), 1);
              }),
              HasSubstr("65 extension attributes"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.data = std::string(core::kMaxEventBytes, 'x'); }),
              HasSubstr("1024 KiB"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) { event.data = std::string(core::kMaxEventBytes / 5, '\x01'); }),
              HasSubstr("1024 KiB"))
      << "escapes count";
  EXPECT_THAT(refusal_of([](CloudEvent& event) {
                Value deep = 1;
                for (std::size_t i = 0; i < core::kMaxEventDepth; ++i) deep = Value::array({deep});
                event.data = deep;
              }),
              HasSubstr("nested deeper"));
  EXPECT_THAT(refusal_of([](CloudEvent& event) {
                Value wide = 1;  // 2^60 items on paper
                for (int i = 0; i < 60; ++i) wide = Value::array({wide, wide});
                event.data = wide;
              }),
              HasSubstr("1024 KiB"));
}

TEST(CloudEvents, ABatchIsTakenAsAWholeOrNot) {
  const Value one = to_value(paid());
  EXPECT_EQ(cloud_events_from(one)->size(), 1U);
  EXPECT_EQ(cloud_events_from(Value::array({one, one}))->size(), 2U);
  EXPECT_EQ(cloud_events_from(Value::array({}))->size(), 0U);
  const auto wrong = cloud_events_from(Value::array({one, one.with("source", "a b")}));
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("event 2 of the batch: 'source'"));
}

RC_GTEST_PROP(CloudEvents, AnEventThatIsAcceptedIsReadAsItWasWritten, ()) {
  CloudEvent event = paid();
  event.id = *rc::gen::arbitrary<std::string>();
  event.subject = *rc::gen::arbitrary<std::string>();
  if (*rc::gen::arbitrary<bool>())
    event.extensions.emplace_back(*rc::gen::element<std::string>("a", "b1", "C"), *generate::scalar());
  event.data = *rc::gen::arbitrary<bool>() ? std::optional(*generate::value()) : std::nullopt;
  const std::string text = to_json(to_value(event));
  if (core::reason_not_to_accept(event)) return;
  const auto again = parse_json(text);
  RC_ASSERT(again.has_value());
  const auto read = cloud_event_from(*again);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == event);
}

}  // namespace
}  // namespace baton
