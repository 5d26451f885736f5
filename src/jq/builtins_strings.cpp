// Natives over strings.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/formats.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace baton::jq {
namespace {

Value explode(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail("explode input must be a string");
  std::string_view text = input.as_string();
  if (!execution.charge_bytes(text.size() * sizeof(Value))) return {};
  std::vector<Value> code_points;
  while (!text.empty()) {
    const auto [code_point, length] = utf8::decode(text);
    code_points.push_back(Value::number(std::int64_t{code_point}));
    text.remove_prefix(length);
  }
  return new_array(execution, std::move(code_points));
}

Value implode(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array()) return execution.fail("implode input must be an array");
  if (!execution.charge_steps(input.size())) return {};
  std::string text;
  for (const Value& item : input.items()) {
    if (!item.is_number() || std::isnan(item.as_double())) {
      return execution.fail(described(item) + " can't be imploded, unicode codepoint needs to be numeric");
    }
    const double code = item.as_double();
    const bool valid = code >= 0 && code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
    utf8::append(text, valid ? static_cast<std::uint32_t>(code) : 0xFFFD);
  }
  return new_string(execution, text);
}

Value change_case(Execution& execution, const Value& input, char first, char last) {
  if (!input.is_string()) return execution.fail("explode input must be a string");
  std::string text(input.as_string());
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c ^ 0x20);
  }
  return new_string(execution, text);
}

Value ascii_downcase(Execution& execution, Value input, std::span<Value>) {
  return change_case(execution, input, 'A', 'Z');
}
Value ascii_upcase(Execution& execution, Value input, std::span<Value>) {
  return change_case(execution, input, 'a', 'z');
}

Value split(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string())
    return execution.fail("split input and separator must be strings");
  return split_text(execution, input.as_string(), arguments[0].as_string());
}

// Appends one part to what is joined so far, as if by `+`.
bool append_part(Execution& execution, std::string& joined, const Value& part) {
  const std::size_t before = joined.size();
  switch (part.kind()) {
    case Kind::Null:
      break;
    case Kind::Boolean:
    case Kind::Number:
      joined += json_of(execution, part);
      break;
    case Kind::String:
      joined += part.as_string();
      break;
    case Kind::Array:
    case Kind::Object:
      execution.fail(described(Value::string(joined)) + " and " + described(part) + " cannot be added");
      return false;
  }
  return execution.charge_steps(1) && execution.charge_bytes(joined.size() - before);
}

Value join(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_array() && !input.is_object()) return execution.fail("Cannot iterate over " + described(input));
  std::vector<Value> parts;
  if (input.is_array()) {
    parts = take_items(std::move(input));
  } else {
    for (const Member& member : input.members()) parts.push_back(member.value);
  }
  const Value& separator = arguments[0];
  std::string joined;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (at > 0 && !separator.is_string() && !separator.is_null()) {
      return execution.fail(described(Value::string(joined)) + " and " + described(separator) + " cannot be added");
    }
    if (at > 0 && !append_part(execution, joined, separator)) return {};
    if (!append_part(execution, joined, parts[at])) return {};
  }
  return new_string(execution, joined);
}

Value starts_with(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return execution.fail("startswith() requires string inputs");
  if (!execution.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  return Value::boolean(input.as_string().starts_with(arguments[0].as_string()));
}

Value ends_with(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return execution.fail("endswith() requires string inputs");
  if (!execution.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  return Value::boolean(input.as_string().ends_with(arguments[0].as_string()));
}

Value trim_prefix(Execution& execution, Value input, std::span<Value> arguments) {
  const Value has_it = starts_with(execution, input, arguments);
  if (execution.stopped() || !has_it.as_boolean()) return input;
  return new_string(execution, input.as_string().substr(arguments[0].as_string().size()));
}

Value trim_suffix(Execution& execution, Value input, std::span<Value> arguments) {
  const Value has_it = ends_with(execution, input, arguments);
  if (execution.stopped() || !has_it.as_boolean()) return input;
  const std::string_view text = input.as_string();
  return new_string(execution, text.substr(0, text.size() - arguments[0].as_string().size()));
}

Value trim_both(Execution& execution, Value input, std::span<Value> arguments) {
  Value rest = trim_prefix(execution, std::move(input), arguments);
  return execution.stopped() ? Value() : trim_suffix(execution, std::move(rest), arguments);
}

// Unicode's White_Space.
bool is_space(std::uint32_t code_point) {
  return (code_point >= 0x09 && code_point <= 0x0D) || code_point == 0x20 || code_point == 0x85 || code_point == 0xA0 ||
         code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
         code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

std::string_view without_space_before(std::string_view text) {
  while (!text.empty()) {
    const auto [code_point, length] = utf8::decode(text);
    if (!is_space(code_point)) break;
    text.remove_prefix(length);
  }
  return text;
}

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && !utf8::begins_character(text[last])) --last;
    if (!is_space(utf8::decode(text.substr(last)).code_point)) break;
    text = text.substr(0, last);
  }
  return text;
}

template <std::string_view (*... Sides)(std::string_view)>
Value trim_sides(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail("trim input must be a string");
  if (!execution.charge_scan(input)) return {};
  std::string_view text = input.as_string();
  ((text = Sides(text)), ...);
  return new_string(execution, text);
}

Value byte_length(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail(described(input) + " only strings have UTF-8 byte length");
  return Value::number(static_cast<std::int64_t>(input.as_string().size()));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c ^ 0x20) : c;
  return out;
}

// A number as jq writes and reads it: also `1.`, `.5`, `+5`, `007`, and NaN and infinity in any case of letters.
std::optional<Value> number_of(Execution& execution, std::string_view text) {
  if (auto exact = Value::number_from_text(text)) return exact;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::string name = text.size() <= 8 ? lower(text) : std::string();
  const double sign = negative ? -1 : 1;
  if (name == "nan") return execution.number(std::numeric_limits<double>::quiet_NaN());
  if (name == "infinity" || name == "inf") return execution.number(sign * std::numeric_limits<double>::infinity());
  const bool begins_well = !text.empty() && (text.front() == '.' || (text.front() >= '0' && text.front() <= '9'));
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (!begins_well || error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  return execution.number(sign * real);
}

Value to_number(Execution& execution, Value input, std::span<Value>) {
  if (input.is_number()) return input;
  if (!input.is_string()) return execution.fail(described(input) + " cannot be parsed as a number");
  if (!execution.charge_scan(input) || !execution.charge_bytes(input.as_string().size())) return {};
  if (auto number = number_of(execution, input.as_string())) return *std::move(number);
  return execution.fail(described(input) + " cannot be parsed as a number");
}

Value to_boolean(Execution& execution, Value input, std::span<Value>) {
  if (input.is_boolean()) return input;
  if (input == Value::string("true")) return Value::boolean(true);
  if (input == Value::string("false")) return Value::boolean(false);
  return execution.fail(described(input) + " cannot be parsed as a boolean");
}

Value format(Execution& execution, Value input, std::span<Value> arguments) {
  const Value& name = arguments[0];
  if (!name.is_string()) return execution.fail(described(name) + " is not a valid format");
  const auto known = format_named("@" + std::string(name.as_string()));
  if (!known) return execution.fail(std::string(name.as_string()) + " is not a valid format");
  const std::string text = formatted(execution, *known, input);
  return execution.stopped() ? Value() : new_string(execution, text);
}

constexpr Native kStringNatives[] = {
    {"explode", 0, explode},
    {"implode", 0, implode},
    {"ascii_downcase", 0, ascii_downcase},
    {"ascii_upcase", 0, ascii_upcase},
    {"split", 1, split},
    {"join", 1, join},
    {"startswith", 1, starts_with},
    {"endswith", 1, ends_with},
    {"ltrimstr", 1, trim_prefix},
    {"rtrimstr", 1, trim_suffix},
    {"trimstr", 1, trim_both},
    {"trim", 0, trim_sides<without_space_before, without_space_behind>},
    {"ltrim", 0, trim_sides<without_space_before>},
    {"rtrim", 0, trim_sides<without_space_behind>},
    {"toboolean", 0, to_boolean},
    {"format", 1, format},
    {"utf8bytelength", 0, byte_length},
    {"tonumber", 0, to_number},
};

}  // namespace

std::span<const Native> string_natives() {
  return kStringNatives;
}

}  // namespace baton::jq
