// CloudEvents (https://github.com/cloudevents/spec, version 1.0) as plain values.
//
//   baton::CloudEvent paid{.source = "/shop", .type = "order.paid", .subject = "order-4711", .data = {{"cents", 500}}};
//   engine.publish(paid);                                                      // baton/engine.hpp
//   auto event = baton::cloud_event_from(baton::parse_json(text).value());     // structured JSON, or why it is none
//
// An attribute that is empty is absent. Times stay as they were written. Errors name the attribute and what it must be.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

struct CloudEvent {
  std::string id = {};      // with the source, it names the event: another one with both is the same event
  std::string source = {};  // a URI reference: where it comes from
  std::string type = {};
  std::string subject = {};
  std::string time = {};             // RFC 3339: "2026-01-31T23:59:59.123Z"
  std::string datacontenttype = {};  // of the data; absent: application/json
  std::string dataschema = {};       // a URI
  // Extension attributes: lower-case letters and digits; strings, booleans and integers of 32 bits.
  std::vector<std::pair<std::string, Value>> extensions = {};
  std::optional<Value> data = {};               // null is data too
  std::optional<std::string> data_base64 = {};  // instead of `data`: bytes, in base64

  friend bool operator==(const CloudEvent&, const CloudEvent&) = default;
};

// The event in the structured form of JSON. It need not be a valid one.
[[nodiscard]] Value to_value(const CloudEvent& event);

// The event of an object in that form; checked. InvalidArgument says what is wrong. Members that are null are absent, but for `data`.
[[nodiscard]] Result<CloudEvent> cloud_event_from(const Value& object);
// A batch: an array of such objects; or a single one. All or none: the message names the one that is wrong.
[[nodiscard]] Result<std::vector<CloudEvent>> cloud_events_from(const Value& batch);
// Why it is no valid event, or larger than Baton takes (docs/limits.md).
[[nodiscard]] Result<void> check(const CloudEvent& event);

}  // namespace baton BATON_PUBLIC
