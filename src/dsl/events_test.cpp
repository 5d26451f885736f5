// emit, listen: what they say of events.
#include "dsl/test_support.hpp"

#include "schema/regex.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using core::AttributeTest;
using core::EventStrategy;
using test::errors_of;
using test::kind_at;
using test::notes_of;
using test::one_task;
using test::program_of;
using test::shown;

std::string emit(std::string_view with) {
  return one_task("{emit: {event: {with: {" + std::string(with) + "}}}}");
}
std::string listen(std::string_view to) {
  return one_task("{listen: {to: {" + std::string(to) + "}}}");
}
std::string one(std::string_view filter) {
  return listen("one: {" + std::string(filter) + "}");
}

core::ListenTask listening(const std::string& text) {
  return kind_at<core::ListenTask>(*program_of(text), "/do/0/it");
}
core::EventFilter filter(std::string_view text) {
  return listening(one(text)).to.events.filters.at(0);
}
std::string shown(const AttributeTest& test) {
  if (const auto* text = std::get_if<AttributeTest::Text>(&test.wanted)) {
    return test.attribute + (text->pattern ? " ~ " : " = ") + text->text;
  }
  if (const auto* condition = std::get_if<AttributeTest::Condition>(&test.wanted)) {
    return test.attribute + " ? " + condition->text;
  }
  return test.attribute + " == " + test::shown(std::get<AttributeTest::Equal>(test.wanted));
}

TEST(Emit, TakesEveryAttributeOfAnEvent) {
  const auto program = program_of(emit(
      "id: '${ .id }', source: 'https://example.org/{shop}', type: com.example.paid, time: '2026-01-31T12:00:00Z', "
      "subject: 'order ${ .id }', datacontenttype: application/json, dataschema: 'https://example.org/schema', "
      "priority: 5, data: {total: '${ .total }'}"));
  EXPECT_EQ(shown(kind_at<core::EmitTask>(*program, "/do/0/it").event),
            R"({id: jq(.id), source: uri(https://example.org/<shop>), type: literal("com.example.paid"), )"
            R"(time: literal("2026-01-31T12:00:00Z"), subject: text('order 'jq(.id)), )"
            R"(datacontenttype: literal("application/json"), dataschema: literal("https://example.org/schema"), )"
            R"(priority: literal(5), data: {total: jq(.total)}})");
}

TEST(Emit, IsChecked) {
  EXPECT_EQ(errors_of(emit("type: com.example.paid")), "");
  EXPECT_EQ(errors_of(emit("source: x")), "3:29: /do/0/it/emit/event/with: the property 'type' is missing\n");
  EXPECT_EQ(errors_of(one_task("{emit: {event: {}}}")), "3:22: /do/0/it/emit/event: the property 'with' is missing\n");
  EXPECT_EQ(errors_of(one_task("{emit: {}}")), "3:14: /do/0/it/emit: the property 'event' is missing\n");
  EXPECT_EQ(errors_of(emit("type: 5, id: '', time: noon, source: 'a b', other: {}")),
            "3:36: /do/0/it/emit/event/with/type: must be a string, not a number\n"
            "3:43: /do/0/it/emit/event/with/id: must not be empty\n"
            "3:53: /do/0/it/emit/event/with/time: 'noon' is not a time such as 2026-01-31T12:00:00Z (RFC 3339)\n"
            "3:67: /do/0/it/emit/event/with/source: 'a b' is not a URI: it must not be empty or contain spaces\n"
            "3:81: /do/0/it/emit/event/with/other: an attribute of an event must be a string, a number or a boolean; "
            "put everything else into 'data'\n");
  EXPECT_EQ(errors_of(one_task("{emit: {event: {with: {type: x}}, to: all}}")),
            "3:41: /do/0/it/emit/to: unknown property (known here: event)\n");
}

TEST(Emit, NotesWhatCloudEventsDoesNotAllow) {
  EXPECT_NE(notes_of(emit("type: x, orderId: a")).find("CloudEvents allows only the letters a-z and digits"),
            std::string::npos);
}

TEST(Listen, KnowsItsStrategies) {
  EXPECT_EQ(listening(one("with: {type: a}")).to.events.kind, EventStrategy::Kind::One);
  EXPECT_EQ(listening(listen("all: [{with: {type: a}}, {with: {type: b}}]")).to.events.filters.size(), 2U);
  const auto any = listening(listen("any: []"));
  EXPECT_EQ(any.to.events.kind, EventStrategy::Kind::Any);
  ASSERT_EQ(any.to.events.filters.size(), 1U) << "one that lets every event pass";
  EXPECT_TRUE(any.to.events.filters[0].attributes.empty());
  EXPECT_EQ(errors_of(listen("")), "3:21: /do/0/it/listen/to: must have one of one, any, all\n");
  EXPECT_EQ(errors_of(listen("any: [], one: {with: {type: a}}")),
            "3:21: /do/0/it/listen/to: must have exactly one of one, any, all\n");
}

TEST(Listen, KnowsTheFormsOfUntil) {
  const auto condition = listening(listen("any: [], until: '( . | length ) > 3'"));
  EXPECT_EQ(std::get<core::EventConsumption::Condition>(condition.to.until).text, "( . | length ) > 3");
  const auto endless = listening(listen("any: [], until: '${ false }'"));
  EXPECT_EQ(std::get<core::EventConsumption::Condition>(endless.to.until).text, "false");
  const auto other = listening(listen("any: [], until: {one: {with: {type: stop}}}"));
  EXPECT_EQ(std::get<EventStrategy>(other.to.until).filters.size(), 1U);

  EXPECT_EQ(errors_of(listen("any: [], until: false")),
            "3:38: /do/0/it/listen/to/until: must be an expression or a strategy; to listen without an end, write "
            "'${ false }'\n");
  EXPECT_EQ(errors_of(listen("any: [], until: {any: [], until: '.x'}")),
            "3:48: /do/0/it/listen/to/until/until: unknown property (known here: one, any, all)\n");
  EXPECT_NE(notes_of(listen("all: [{with: {type: a}}], until: .x")).find("has no effect: only 'any' listens until"),
            std::string::npos);
}

TEST(Listen, TestsAttributesByTextPatternOrExpression) {
  const auto found = filter(
      "with: {type: com.example.paid, source: '^https://example.org/', subject: 'a+b', data: '${ .total > 5 }', "
      "region: '${ $context.region }', level: 3, id: 'x-${ $context.id }'}");
  std::string all;
  for (const AttributeTest& test : found.attributes) all += shown(test) + "\n";
  EXPECT_EQ(all,
            "type = com.example.paid\n"
            "source ~ ^https://example.org/\n"
            "subject ~ a+b\n"
            "data ? .total > 5\n"
            "region ? $context.region\n"
            "level == literal(3)\n"
            "id == text('x-'jq($context.id))\n");
}

TEST(Listen, ComparesATextThatIsNoPattern) {
  const auto found = filter("with: {subject: 'a(b'}");
  EXPECT_EQ(shown(found.attributes.at(0)), "subject = a(b");
  EXPECT_NE(notes_of(one("with: {subject: 'a(b'}")).find("'a(b' is compared as it is written"), std::string::npos);
}

TEST(Listen, Correlates) {
  const auto found =
      filter("with: {type: a}, correlate: {room: {from: .roomid, expect: '${ .room }'}, x: {from: '${ .x }'}}");
  ASSERT_EQ(found.correlations.size(), 2U);
  EXPECT_EQ(found.correlations[0].name, "room");
  EXPECT_EQ(found.correlations[0].from.text, ".roomid");
  EXPECT_EQ(shown(*found.correlations[0].expect), "jq(.room)");
  EXPECT_FALSE(found.correlations[1].expect);
}

TEST(Listen, IsChecked) {
  EXPECT_EQ(errors_of(one("with: {}, correlate: {a: {expect: 5}, b: {from: '.['}}")),
            "3:34: /do/0/it/listen/to/one/with: must name at least one attribute of an event\n"
            "3:53: /do/0/it/listen/to/one/correlate/a: the property 'from' is missing\n"
            "3:62: /do/0/it/listen/to/one/correlate/a/expect: must be a string, not a number\n"
            "3:76: /do/0/it/listen/to/one/correlate/b/from: the expression '.[' does not compile: expected an "
            "expression, found the end (at offset 2)\n");
  EXPECT_EQ(errors_of(one("with: {type: 5, source: 'a b', data: '${ $secrets.x }'}")),
            "3:41: /do/0/it/listen/to/one/with/type: must be a string, not a number\n"
            "3:52: /do/0/it/listen/to/one/with/source: 'a b' is not a URI: it must not contain spaces\n"
            "3:65: /do/0/it/listen/to/one/with/data: $secrets may be used only in the 'with', the 'input.from' and "
            "the authentication of a call to an operator or a service, and in 'run' with a container, a script or a "
            "shell command\n");
  EXPECT_EQ(errors_of(one("correlate: {}")), "3:27: /do/0/it/listen/to/one: the property 'with' is missing\n");
  EXPECT_EQ(errors_of(one_task("{listen: {to: {any: []}, read: all, of: 1}}")),
            "3:38: /do/0/it/listen/read: must be one of data, envelope, raw, not 'all'\n"
            "3:43: /do/0/it/listen/of: unknown property (known here: to, read)\n");
}

TEST(Listen, ReadsDataUnlessItSaysOtherwise) {
  EXPECT_EQ(listening(listen("any: []")).read, core::EventReading::Data);
  EXPECT_EQ(listening(one_task("{listen: {to: {any: []}, read: envelope}}")).read, core::EventReading::Envelope);
  EXPECT_EQ(listening(one_task("{listen: {to: {any: []}, read: raw}}")).read, core::EventReading::Raw);
}

TEST(Listen, DoesTasksForEachEvent) {
  const auto program = program_of(
      one_task("{listen: {to: {any: []}}, foreach: {item: event, at: i, do: [{note: {set: {e: '${ $event }'}}}], "
               "output: {as: '{at: $i}'}, export: {as: $event}}}"));
  const auto& foreach = *kind_at<core::ListenTask>(*program, "/do/0/it").foreach;
  EXPECT_EQ(foreach.item, "event");
  EXPECT_EQ(foreach.at, "i");
  EXPECT_EQ(program->reference(*foreach.body), "/do/0/it/foreach/do");
  EXPECT_EQ(shown(*foreach.output_as), "jq({at: $i})");
  EXPECT_EQ(shown(*foreach.export_as), "jq($event)");
  EXPECT_EQ(test::task_at(*program, "/do/0/it/foreach/do/0/note").parent, foreach.body);

  const auto plain = program_of(one_task("{listen: {to: {any: []}}, foreach: {output: {as: '[$item, $index]'}}}"));
  EXPECT_FALSE(kind_at<core::ListenTask>(*plain, "/do/0/it").foreach->body);
  EXPECT_EQ(errors_of(one_task("{listen: {to: {any: []}}, foreach: {item: a, at: a, each: b}}")),
            "3:42: /do/0/it/foreach: 'item' and 'at' must be two different names\n"
            "3:59: /do/0/it/foreach/each: unknown property (known here: item, at, do, output, export)\n");
}

TEST(Listen, CanBeRunAsEmitCan) {
  const std::string text =
      test::workflow("do:\n- say: {emit: {event: {with: {type: a}}}}\n- hear: {listen: {to: {any: []}}}\n");
  EXPECT_EQ(notes_of(text), "");
  EXPECT_TRUE(program_of(text)->obstacles.empty());
}

TEST(NotRun, CountsOnlyWhereItIsUsed) {
  const std::string use = "use: {functions: {say: {run: {shell: {command: ls}}}}}\ndo:\n- a: {set: {x: 1}}\n";
  EXPECT_TRUE(program_of(test::workflow(use))->obstacles.empty());
  EXPECT_EQ(notes_of(test::workflow(use)), "");
  const auto used = program_of(test::workflow(use + "- b: {call: say}\n"));
  ASSERT_EQ(used->obstacles.size(), 1U);
  EXPECT_EQ(used->obstacles[0].reference, "/do/1/b");
}

}  // namespace
}  // namespace baton::dsl
