#include "core/events/cloud_event.hpp"

#include "core/events/limits.hpp"
#include "schema/formats.hpp"
#include "schema/uri.hpp"
#include "value/measure.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace baton {
namespace {

using Reason = std::optional<std::string>;

struct TextAttribute {
  std::string_view name;
  std::string CloudEvent::* text;
};
// In the order in which the structured form has them, after `specversion`.
constexpr std::array<TextAttribute, 7> kTexts = {{{"id", &CloudEvent::id},
                                                  {"source", &CloudEvent::source},
                                                  {"type", &CloudEvent::type},
                                                  {"subject", &CloudEvent::subject},
                                                  {"time", &CloudEvent::time},
                                                  {"datacontenttype", &CloudEvent::datacontenttype},
                                                  {"dataschema", &CloudEvent::dataschema}}};
constexpr std::array<std::string_view, 3> kOtherMembers = {"specversion", "data", "data_base64"};

std::string quoted(std::string_view name) {
  constexpr std::size_t most = 80;
  return name.size() <= most ? "'" + std::string(name) + "'" : "'" + utf8::repair(name.substr(0, most)) + "…'";
}

std::string bytes(std::size_t count) {
  return std::to_string(count) + " bytes";
}

const TextAttribute* text_attribute(std::string_view name) {
  const auto found = std::ranges::find(kTexts, name, &TextAttribute::name);
  return found == kTexts.end() ? nullptr : found;
}

bool is_reserved(std::string_view name) {
  return text_attribute(name) != nullptr || std::ranges::find(kOtherMembers, name) != kOtherMembers.end();
}

Reason unusable_text(std::string_view name, std::string_view text) {
  if (text.size() > core::kMaxEventAttributeBytes) {
    return quoted(name) + " has " + bytes(text.size()) + "; an attribute may have " +
           std::to_string(core::kMaxEventAttributeBytes);
  }
  if (utf8::is_plain(text)) return std::nullopt;
  return quoted(name) + " must be valid UTF-8 without control characters";
}

Reason missing_attribute(const CloudEvent& event) {
  if (event.id.empty()) return "'id' is missing; an event needs one, and with its source it must be its own";
  if (event.source.empty()) return "'source' is missing; it says where the event comes from, such as \"/shop\"";
  if (event.type.empty()) return "'type' is missing; it says what has happened, such as \"order.paid\"";
  return std::nullopt;
}

bool is_media_type(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(';'));
  const std::size_t slash = name.find('/');
  const auto is_token = [](std::string_view token) {
    return !token.empty() && token.find_first_of(" \t/\"(),:<=>?@[\\]{}") == std::string_view::npos;
  };
  if (slash == std::string_view::npos) return false;
  std::string_view subtype = name.substr(slash + 1);
  while (subtype.ends_with(' ')) subtype.remove_suffix(1);
  return is_token(name.substr(0, slash)) && is_token(subtype);
}

bool is_time(std::string_view text) {
  const schema::Format has_format = schema::find_format("date-time");
  return has_format(text);
}

Reason misformed_attribute(const CloudEvent& event) {
  if (!schema::is_uri_reference(event.source, schema::Alphabet::Ascii)) {
    return "'source' must be a URI reference (RFC 3986), such as \"/shop\" or \"https://example.com/shop\"";
  }
  if (!event.time.empty() && !is_time(event.time)) {
    return "'time' must be a time by RFC 3339, such as \"2026-01-31T23:59:59Z\"";
  }
  if (!event.datacontenttype.empty() && !is_media_type(event.datacontenttype)) {
    return "'datacontenttype' must be a media type, such as \"application/json\"";
  }
  if (!event.dataschema.empty() && !schema::is_uri(event.dataschema, schema::Alphabet::Ascii)) {
    return "'dataschema' must be a URI, with a scheme (RFC 3986)";
  }
  return std::nullopt;
}

Reason unusable_name(std::string_view name) {
  const auto is_letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || !std::ranges::all_of(name, is_letter_or_digit)) {
    return "the attribute " + quoted(name) + " has a name that is not made of the letters a to z and digits alone";
  }
  if (name.size() > core::kMaxEventNameBytes) {
    return "the name of the attribute " + quoted(name) + " has " + bytes(name.size()) + "; it may have " +
           std::to_string(core::kMaxEventNameBytes);
  }
  if (is_reserved(name)) return "the attribute " + quoted(name) + " is not an extension; set the member of that name";
  return std::nullopt;
}

Reason unusable_extension(std::string_view name, const Value& value) {
  if (auto why = unusable_name(name)) return why;
  if (value.is_string()) return unusable_text(name, value.as_string());
  using Number = std::numeric_limits<std::int32_t>;
  const std::optional<std::int64_t> integer = value.as_integer();
  if (value.is_boolean() || (integer && *integer >= Number::min() && *integer <= Number::max())) return std::nullopt;
  return "the attribute " + quoted(name) + " must be a string, a boolean or an integer of 32 bits; it is " +
         (value.is_number() ? "another number" : std::string(kind_name(value.kind()))) +
         "; put such a value into 'data'";
}

Reason unusable_extensions(const CloudEvent& event) {
  if (event.extensions.size() > core::kMaxEventExtensions) {
    return "the event has " + std::to_string(event.extensions.size()) + " extension attributes; it may have " +
           std::to_string(core::kMaxEventExtensions);
  }
  std::vector<std::string_view> names;
  for (const auto& [name, value] : event.extensions) {
    if (auto why = unusable_extension(name, value)) return why;
    names.push_back(name);
  }
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) return "the attribute " + quoted(*twice) + " is given twice";
  return std::nullopt;
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  });
}

Reason unusable_data(const CloudEvent& event) {
  if (event.data && event.data_base64) return "the event has both 'data' and 'data_base64'; it may have one of them";
  if (event.data_base64 && !is_base64(*event.data_base64)) return "'data_base64' is not base64 (RFC 4648)";
  return std::nullopt;
}

// What takes more memory than text is measured by its text.
Reason too_large(const CloudEvent& event) {
  const Value object = to_value(event);
  const Measure size = measure(object);
  if (size.depth > core::kMaxEventDepth) {
    return "the event is nested deeper than " + std::to_string(core::kMaxEventDepth) + " levels; make its data flatter";
  }
  constexpr std::uint64_t kLongestEscape = 6;
  constexpr std::uint64_t kNeverTooLarge = core::kMaxEventBytes / kLongestEscape;
  if (size.bytes <= kNeverTooLarge) return std::nullopt;
  // Memory is never so much more than text: whatever is beyond that is refused without being written out.
  constexpr std::uint64_t kAlwaysTooLarge = core::kMaxEventBytes * 64;
  if (size.bytes <= kAlwaysTooLarge && to_json(object).size() <= core::kMaxEventBytes) return std::nullopt;
  return "the event is larger than the " + std::to_string(core::kMaxEventBytes >> 10) +
         " KiB that an event may have; keep its data elsewhere and pass a reference";
}

Result<CloudEvent> refused(std::string why) {
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = std::move(why)});
}

Reason read_member(CloudEvent& event, std::string_view name, const Value& value) {
  if (name == "data") {
    event.data = value;
  } else if (value.is_null()) {
    return std::nullopt;
  } else if (name == "specversion") {
    if (value.is_string() && value.as_string() == "1.0") return std::nullopt;
    return "'specversion' must be \"1.0\"; this version of Baton knows no other";
  } else if (const TextAttribute* attribute = text_attribute(name)) {
    if (!value.is_string()) return quoted(name) + " must be a string, not " + std::string(kind_name(value.kind()));
    if (value.as_string().empty()) return quoted(name) + " must not be empty; leave it out";
    event.*attribute->text = value.as_string();
  } else if (name == "data_base64") {
    if (!value.is_string()) return "'data_base64' must be a string";
    event.data_base64 = std::string(value.as_string());
  } else {
    event.extensions.emplace_back(name, value);
  }
  return std::nullopt;
}

}  // namespace

namespace core {

std::optional<std::string> reason_not_to_accept(const CloudEvent& event) {
  if (auto why = missing_attribute(event)) return why;
  for (const TextAttribute& attribute : kTexts) {
    if (auto why = unusable_text(attribute.name, event.*attribute.text)) return why;
  }
  for (const auto check : {misformed_attribute, unusable_extensions, unusable_data, too_large}) {
    if (auto why = check(event)) return why;
  }
  return std::nullopt;
}

std::string escaped_for_uri(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~+").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain) {
      text += c;
    } else {
      text.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
  }
  return text;
}

// A machine may be named in any letters; a source is a URI reference.
std::string source_of(const DefinitionName& emitter) {
  return '/' + escaped_for_uri(emitter.space) + '/' + escaped_for_uri(emitter.name) + '/' +
         escaped_for_uri(emitter.version);
}

}  // namespace core

Value to_value(const CloudEvent& event) {
  std::vector<Member> members;
  members.emplace_back("specversion", Value::string("1.0"));
  for (const TextAttribute& attribute : kTexts) {
    const std::string& text = event.*attribute.text;
    if (!text.empty()) members.emplace_back(attribute.name, Value::string(text));
  }
  for (const auto& [name, value] : event.extensions) members.emplace_back(name, value);
  if (event.data) members.emplace_back("data", *event.data);
  if (event.data_base64) members.emplace_back("data_base64", Value::string(*event.data_base64));
  return Value::object(std::move(members));
}

Result<void> check(const CloudEvent& event) {
  if (auto why = core::reason_not_to_accept(event)) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = *std::move(why)});
  }
  return {};
}

Result<CloudEvent> cloud_event_from(const Value& object) {
  if (!object.is_object()) {
    return refused("an event is a JSON object, with 'specversion', 'id', 'source' and 'type'; this is " +
                   std::string(kind_name(object.kind())));
  }
  if (object.find("specversion") == nullptr) return refused("'specversion' is missing; it must be \"1.0\"");
  CloudEvent event{.source = {}, .type = {}};
  for (const Member& member : object.members()) {
    if (auto why = read_member(event, member.name(), member.value)) return refused(*std::move(why));
  }
  if (auto why = core::reason_not_to_accept(event)) return refused(*std::move(why));
  return event;
}

Result<std::vector<CloudEvent>> cloud_events_from(const Value& batch) {
  std::vector<CloudEvent> events;
  if (!batch.is_array()) {
    auto event = cloud_event_from(batch);
    if (!event) return std::unexpected(std::move(event).error());
    events.push_back(*std::move(event));
    return events;
  }
  for (const Value& each : batch.items()) {
    auto event = cloud_event_from(each);
    if (!event) {
      Error error = std::move(event).error();
      error.message = "event " + std::to_string(events.size() + 1) + " of the batch: " + error.message;
      return std::unexpected(std::move(error));
    }
    events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace baton
