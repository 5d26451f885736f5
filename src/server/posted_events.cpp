#include "server/posted_events.hpp"

#include "server/body.hpp"
#include "server/http/escapes.hpp"
#include "server/http/media_type.hpp"
#include "server/problem.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace baton::server {
namespace {

constexpr std::string_view kAttributePrefix = "ce-";

enum class PostMode : std::uint8_t { Structured, Binary, Batch };

// The type decides first, as the binding says.
std::optional<PostMode> mode_of(const Request& request) {
  const std::string type = media_type(request.header("content-type"));
  if (type == "application/cloudevents+json") return PostMode::Structured;
  if (type == "application/cloudevents-batch+json") return PostMode::Batch;
  if (type.starts_with("application/cloudevents")) return std::nullopt;
  const bool is_binary = !request.header("ce-specversion").empty();
  return is_binary ? std::optional(PostMode::Binary) : std::nullopt;
}

Response wrong_events(std::string_view detail) {
  return problem(problems::kInvalidRequest, detail);
}

// "\"a \\\"b\\\"\"" is `a "b"`: senders of earlier versions write it so. nullopt: the quotation does not end.
std::optional<std::string> without_quotes(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::string plain;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(plain) : std::nullopt;
    if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
    plain.push_back(text[i]);
  }
  return std::nullopt;
}

std::optional<std::string> attribute_from(std::string_view field) {
  const auto text = without_quotes(field);
  return text ? unescaped(*text, '+') : std::nullopt;
}

std::string base64_of(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  while (!bytes.empty()) {
    const std::string_view group = bytes.substr(0, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) text.push_back(i <= group.size() ? digits[bits >> (18U - 6U * i) & 63U] : '=');
    bytes.remove_prefix(group.size());
  }
  return text;
}

// JSON is data; text in UTF-8 is a text; all else is bytes.
std::expected<std::vector<Member>, Response> data_of(const Request& request) {
  std::vector<Member> members;
  const std::string_view content_type = request.header("content-type");
  if (!content_type.empty()) members.emplace_back("datacontenttype", Value::string(std::string(content_type)));
  if (request.body.empty()) return members;
  const std::string type = media_type(content_type);
  if (type.ends_with("/json") || type.ends_with("+json")) {
    auto data = parse_body(request.body);
    if (!data) return std::unexpected(std::move(data).error());
    members.emplace_back("data", *std::move(data));
    return members;
  }
  const std::string charset = media_type_parameter(content_type, "charset");
  const bool is_utf8 = charset.empty() || charset == "utf-8" || charset == "us-ascii";
  if (type.starts_with("text/") && is_utf8 && utf8::find_invalid(request.body) == request.body.size()) {
    members.emplace_back("data", Value::string(request.body));
  } else {
    members.emplace_back("data_base64", Value::string(base64_of(request.body)));
  }
  return members;
}

// Why a field of the header cannot be an attribute.
std::optional<std::string> misplaced(std::string_view name, const std::vector<Member>& known) {
  constexpr std::array<std::string_view, 3> elsewhere{"datacontenttype", "data", "data_base64"};
  if (std::ranges::find(elsewhere, name) != elsewhere.end()) {
    return "the header field 'ce-" + std::string(name) +
           "' is none of the binary mode: the data are the body, and Content-Type is their type";
  }
  const bool is_known = std::ranges::any_of(known, [&](const Member& each) { return each.name() == name; });
  if (is_known) return "the header field 'ce-" + std::string(name) + "' is given twice";
  return std::nullopt;
}

std::expected<CloudEvent, Response> binary_event(const Request& request) {
  std::vector<Member> members;
  for (const Header& field : request.headers) {
    if (!field.name.starts_with(kAttributePrefix)) continue;
    const std::string name = field.name.substr(kAttributePrefix.size());
    if (auto why = misplaced(name, members)) return std::unexpected(wrong_events(*why));
    const auto value = attribute_from(field.value);
    if (!value) {
      return std::unexpected(wrong_events("the header field '" + field.name +
                                          "' is not percent-encoded UTF-8: a blank is %20, a percent sign %25"));
    }
    members.emplace_back(name, Value::string(*value));
  }
  auto data = data_of(request);
  if (!data) return std::unexpected(std::move(data).error());
  std::ranges::move(*data, std::back_inserter(members));
  auto event = cloud_event_from(Value::object(std::move(members)));
  if (!event) return std::unexpected(problem_of(event.error()));
  return *std::move(event);
}

std::expected<std::vector<CloudEvent>, Response> batch_of_events(const Value& array) {
  if (!array.is_array()) return std::unexpected(wrong_events("a batch is a JSON array of events"));
  std::vector<CloudEvent> events;
  for (const Value& each : array.items()) {
    auto event = cloud_event_from(each);
    if (!event) {
      return std::unexpected(
          wrong_events("the event at /" + std::to_string(events.size()) +
                       " of the batch is not valid, so none of them was taken: " + event.error().message));
    }
    events.push_back(*std::move(event));
  }
  return events;
}

std::expected<std::vector<CloudEvent>, Response> only(std::expected<CloudEvent, Response> event) {
  if (!event) return std::unexpected(std::move(event).error());
  std::vector<CloudEvent> events;
  events.push_back(*std::move(event));
  return events;
}

std::expected<CloudEvent, Response> structured_event(const Value& object) {
  auto event = cloud_event_from(object);
  if (!event) return std::unexpected(problem_of(event.error()));
  return *std::move(event);
}

}  // namespace

std::optional<Response> refuse_unless_events(const Request& request) {
  if (mode_of(request)) return std::nullopt;
  return problem(problems::kUnsupportedType,
                 "the body must be application/cloudevents+json or application/cloudevents-batch+json; or data of any "
                 "type, with ce-specversion and the other attributes as header fields");
}

std::expected<std::vector<CloudEvent>, Response> events_of(const Request& request) {
  const auto mode = mode_of(request);
  if (!mode) return std::unexpected(*refuse_unless_events(request));
  if (*mode == PostMode::Binary) return only(binary_event(request));
  const auto body = parse_body(request.body);
  if (!body) return std::unexpected(body.error());
  return *mode == PostMode::Batch ? batch_of_events(*body) : only(structured_event(*body));
}

}  // namespace baton::server
