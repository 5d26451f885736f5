// Natives over strings.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "value/utf8.hpp"

#include <algorithm>

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
    if (!item.is_number()) {
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

Value join(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_array() && !input.is_object()) return execution.fail("Cannot iterate over " + described(input));
  std::vector<Value> parts;
  if (input.is_array())
    parts = take_items(std::move(input));
  else
    for (const Member& member : input.members()) parts.push_back(member.value);
  if (parts.empty()) return Value::string("");
  const Value& separator = arguments[0];
  std::string joined;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const Value& part = parts[at];
    if (!separator.is_string() && !separator.is_null()) {
      return execution.fail(described(Value::string(joined)) + " and " + described(separator) + " cannot be added");
    }
    if (at > 0 && separator.is_string()) joined += separator.as_string();
    const std::size_t before = joined.size();
    switch (part.kind()) {
      case Kind::Null:
        break;
      case Kind::Boolean:
        joined += part.as_boolean() ? "true" : "false";
        break;
      case Kind::Number:
        joined += part.number_text();
        break;
      case Kind::String:
        joined += part.as_string();
        break;
      case Kind::Array:
      case Kind::Object:
        return execution.fail(described(Value::string(joined)) + " and " + described(part) + " cannot be added");
    }
    const std::size_t separator_bytes = separator.is_string() ? separator.as_string().size() : 0;
    if (!execution.charge_steps(1) || !execution.charge_bytes(joined.size() - before + separator_bytes)) return {};
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
  if (!input.is_string() || !arguments[0].is_string()) return input;
  if (!execution.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  if (!input.as_string().starts_with(arguments[0].as_string())) return input;
  return new_string(execution, input.as_string().substr(arguments[0].as_string().size()));
}

Value trim_suffix(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return input;
  if (!execution.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  const std::string_view text = input.as_string();
  if (!text.ends_with(arguments[0].as_string())) return input;
  return new_string(execution, text.substr(0, text.size() - arguments[0].as_string().size()));
}

constexpr std::string_view kSpace = " \t\n\r\f\v";

Value trim_sides(Execution& execution, const Value& input, bool left, bool right) {
  if (!input.is_string()) return execution.fail(described(input) + " cannot be trimmed");
  if (!execution.charge_scan(input)) return {};
  std::string_view text = input.as_string();
  if (left) text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  if (right) text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  return new_string(execution, text);
}

Value trim(Execution& execution, Value input, std::span<Value>) {
  return trim_sides(execution, input, true, true);
}
Value ltrim(Execution& execution, Value input, std::span<Value>) {
  return trim_sides(execution, input, true, false);
}
Value rtrim(Execution& execution, Value input, std::span<Value>) {
  return trim_sides(execution, input, false, true);
}

Value byte_length(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail(described(input) + " only strings have UTF-8 byte length");
  return Value::number(static_cast<std::int64_t>(input.as_string().size()));
}

Value to_number(Execution& execution, Value input, std::span<Value>) {
  if (input.is_number()) return input;
  if (!input.is_string()) return execution.fail(described(input) + " cannot be parsed as a number");
  if (!execution.charge_scan(input)) return {};
  std::string_view text = input.as_string();
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (!execution.charge_bytes(text.size())) return {};
  if (auto number = Value::number_from_text(text)) return *std::move(number);
  return execution.fail("Invalid numeric literal (while parsing '" + std::string(input.as_string().substr(0, 100)) +
                        "')");
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
    {"trim", 0, trim},
    {"ltrim", 0, ltrim},
    {"rtrim", 0, rtrim},
    {"utf8bytelength", 0, byte_length},
    {"tonumber", 0, to_number},
};

}  // namespace

std::span<const Native> string_natives() {
  return kStringNatives;
}

}  // namespace baton::jq
