#include "engine/buses/event_messages.hpp"

#include "base/sha256.hpp"
#include "core/events/limits.hpp"
#include "value/utf8.hpp"

#include <baton/value.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace baton::engine {
namespace {

constexpr std::string_view kBinaryPrefix = "ce-";

std::unexpected<Error> no_event(std::string why) {
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = std::move(why)});
}

bool is_text(std::string_view bytes) {
  return utf8::find_invalid(bytes) == bytes.size();
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_binary(const runtime::BusMessage& message) {
  return std::ranges::any_of(message.headers,
                             [](const auto& header) { return in_lower_case(header.first).starts_with(kBinaryPrefix); });
}

// RFC 4648, section 4.
std::string base64_of(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t each = 0; each < 3; ++each) {
      bits = bits << 8 | (each < group.size() ? static_cast<unsigned char>(group[each]) : 0U);
    }
    for (std::size_t each = 0; each < 4; ++each) {
      text += each <= group.size() ? digits[bits >> (18 - 6 * each) & 0x3F] : '=';
    }
  }
  return text;
}

Result<Value> json_of_message(const std::string& text, std::string_view what) {
  // What is so much longer as text cannot be small enough as an event.
  if (text.size() > core::kMaxEventBytes) {
    return no_event("the message is larger than the " + std::to_string(core::kMaxEventBytes >> 10) +
                    " KiB that an event may have");
  }
  auto value = parse_json(text, {.max_bytes = core::kMaxEventBytes, .max_depth = core::kMaxEventDepth});
  if (!value) return no_event("the " + std::string(what) + " is " + describe(value.error()));
  return *std::move(value);
}

// The data of a binary message, as a member of the structured form.
Result<std::vector<Member>> data_members(const std::string& body, const std::string& content_type) {
  std::vector<Member> members;
  if (body.empty()) return members;
  std::string media = in_lower_case(content_type.substr(0, content_type.find(';')));
  while (media.ends_with(' ')) media.pop_back();
  if (media.empty() || media == "application/json" || media.ends_with("+json")) {
    auto value = json_of_message(body, "body of the message");
    if (!value) return std::unexpected(std::move(value).error());
    members.emplace_back("data", *std::move(value));
  } else if (media.starts_with("text/") && is_text(body)) {
    members.emplace_back("data", Value::string(body));
  } else {
    members.emplace_back("data_base64", Value::string(base64_of(body)));
  }
  return members;
}

Result<Value> structured_from_binary(const runtime::BusMessage& message) {
  std::vector<Member> members;
  std::string content_type;
  for (const auto& [given, value] : message.headers) {
    std::string name = in_lower_case(given);
    if (!is_text(name) || !is_text(value)) return no_event("an attribute is not UTF-8");
    if (name == "content-type") content_type = value;
    if (!name.starts_with(kBinaryPrefix)) continue;
    name.erase(0, kBinaryPrefix.size());
    if (std::ranges::any_of(members, [&](const Member& member) { return member.name() == name; })) {
      return no_event("an attribute is there twice");
    }
    members.emplace_back(name, Value::string(value));
  }
  if (std::ranges::any_of(members, [](const Member& each) {
        return each.name() == "data" || each.name() == "data_base64" || each.name() == "datacontenttype";
      })) {
    return no_event("the data of a binary message is its body, and 'content-type' its type; they are no attributes");
  }
  if (!content_type.empty()) members.emplace_back("datacontenttype", Value::string(content_type));
  auto data = data_members(message.body, content_type);
  if (!data) return std::unexpected(std::move(data).error());
  for (Member& member : *data) members.push_back(std::move(member));
  return Value::object(std::move(members));
}

}  // namespace

Result<CloudEvent> event_of(const runtime::BusMessage& message, const std::string& bus) {
  if (message.is_too_large || message.body.size() > core::kMaxEventBytes) {
    return no_event("the message is larger than the " + std::to_string(core::kMaxEventBytes >> 10) +
                    " KiB that an event may have");
  }
  const auto object = is_binary(message) ? structured_from_binary(message) : json_of_message(message.body, "message");
  if (!object) return std::unexpected(object.error());
  auto event = cloud_event_from(*object);
  if (!event) return event;
  std::erase_if(event->extensions, [](const auto& each) { return each.first == kBusAttribute; });
  event->extensions.emplace_back(kBusAttribute, Value::string(bus));
  if (auto valid = check(*event); !valid) return std::unexpected(std::move(valid).error());
  return event;
}

bool came_in_from(const CloudEvent& event, std::string_view bus) {
  return std::ranges::any_of(event.extensions, [&](const auto& each) {
    return each.first == kBusAttribute && each.second.is_string() && each.second.as_string() == bus;
  });
}

std::string bus_name_of(const CloudEvent& event) {
  return sha256_hex(event.source + "\n" + event.id);
}

runtime::BusEvent bus_event_of(LoggedEvent logged) {
  std::erase_if(logged.event.extensions, [](const auto& each) { return each.first == kBusAttribute; });
  return {.position = logged.position, .name = bus_name_of(logged.event), .json = to_json(to_value(logged.event))};
}

}  // namespace baton::engine
