// Natives over strings.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "value/utf8.hpp"

#include <algorithm>

namespace baton::jq {
namespace {

Value explode(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_string()) return machine.fail("explode input must be a string");
  std::string_view text = input.as_string();
  if (!machine.charge_bytes(text.size() * sizeof(Value))) return {};
  std::vector<Value> code_points;
  while (!text.empty()) {
    const auto [code_point, length] = utf8::decode(text);
    code_points.push_back(Value::number(std::int64_t{code_point}));
    text.remove_prefix(length);
  }
  return new_array(machine, std::move(code_points));
}

Value implode(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_array()) return machine.fail("implode input must be an array");
  if (!machine.charge_steps(input.size())) return {};
  std::string text;
  for (const Value& item : input.items()) {
    if (!item.is_number()) {
      return machine.fail(described(item) + " can't be imploded, unicode codepoint needs to be numeric");
    }
    const double code = item.as_double();
    const bool valid = code >= 0 && code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
    utf8::append(text, valid ? static_cast<std::uint32_t>(code) : 0xFFFD);
  }
  return new_string(machine, text);
}

Value change_case(Machine& machine, const Value& input, char first, char last) {
  if (!input.is_string()) return machine.fail("explode input must be a string");
  std::string text(input.as_string());
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c ^ 0x20);
  }
  return new_string(machine, text);
}

Value ascii_downcase(Machine& machine, Value input, std::span<Value>) {
  return change_case(machine, input, 'A', 'Z');
}
Value ascii_upcase(Machine& machine, Value input, std::span<Value>) {
  return change_case(machine, input, 'a', 'z');
}

Value split(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return machine.fail("split input and separator must be strings");
  return split_text(machine, input.as_string(), arguments[0].as_string());
}

Value join(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_array() && !input.is_object()) return machine.fail("Cannot iterate over " + described(input));
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
      return machine.fail(described(Value::string(joined)) + " and " + described(separator) + " cannot be added");
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
        return machine.fail(described(Value::string(joined)) + " and " + described(part) + " cannot be added");
    }
    const std::size_t separator_bytes = separator.is_string() ? separator.as_string().size() : 0;
    if (!machine.charge_steps(1) || !machine.charge_bytes(joined.size() - before + separator_bytes)) return {};
  }
  return new_string(machine, joined);
}

Value starts_with(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return machine.fail("startswith() requires string inputs");
  if (!machine.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  return Value::boolean(input.as_string().starts_with(arguments[0].as_string()));
}

Value ends_with(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return machine.fail("endswith() requires string inputs");
  if (!machine.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  return Value::boolean(input.as_string().ends_with(arguments[0].as_string()));
}

Value trim_prefix(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return input;
  if (!machine.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  if (!input.as_string().starts_with(arguments[0].as_string())) return input;
  return new_string(machine, input.as_string().substr(arguments[0].as_string().size()));
}

Value trim_suffix(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) return input;
  if (!machine.charge_steps(arguments[0].as_string().size() / kTextAStep)) return {};
  const std::string_view text = input.as_string();
  if (!text.ends_with(arguments[0].as_string())) return input;
  return new_string(machine, text.substr(0, text.size() - arguments[0].as_string().size()));
}

constexpr std::string_view kSpace = " \t\n\r\f\v";

Value trim_sides(Machine& machine, const Value& input, bool left, bool right) {
  if (!input.is_string()) return machine.fail(described(input) + " cannot be trimmed");
  if (!machine.charge_scan(input)) return {};
  std::string_view text = input.as_string();
  if (left) text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  if (right) text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  return new_string(machine, text);
}

Value trim(Machine& machine, Value input, std::span<Value>) {
  return trim_sides(machine, input, true, true);
}
Value ltrim(Machine& machine, Value input, std::span<Value>) {
  return trim_sides(machine, input, true, false);
}
Value rtrim(Machine& machine, Value input, std::span<Value>) {
  return trim_sides(machine, input, false, true);
}

Value byte_length(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_string()) return machine.fail(described(input) + " only strings have UTF-8 byte length");
  return Value::number(static_cast<std::int64_t>(input.as_string().size()));
}

Value to_number(Machine& machine, Value input, std::span<Value>) {
  if (input.is_number()) return input;
  if (!input.is_string()) return machine.fail(described(input) + " cannot be parsed as a number");
  if (!machine.charge_scan(input)) return {};
  std::string_view text = input.as_string();
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (!machine.charge_bytes(text.size())) return {};
  if (auto number = Value::number_from_text(text)) return *std::move(number);
  return machine.fail("Invalid numeric literal (while parsing '" + std::string(input.as_string().substr(0, 100)) +
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
