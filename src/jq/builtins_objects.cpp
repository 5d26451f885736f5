// Natives over objects, paths and values of any kind.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/paths.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace baton::jq {
namespace {

Value keys_unsorted(Execution& execution, Value input, std::span<Value>) {
  std::vector<Value> keys;
  if (!execution.charge_steps(input.size())) return {};
  if (input.is_array()) {
    for (std::size_t at = 0; at < input.size(); ++at) keys.push_back(Value::number(static_cast<std::int64_t>(at)));
  } else if (input.is_object()) {
    for (const Member& member : input.members()) keys.push_back(member.key);
  } else {
    return execution.fail(described(input) + " has no keys");
  }
  return new_array(execution, std::move(keys));
}

Value keys(Execution& execution, Value input, std::span<Value> arguments) {
  const bool is_object = input.is_object();
  Value unsorted = keys_unsorted(execution, std::move(input), arguments);
  if (execution.stopped() || !is_object) return unsorted;
  if (!execution.charge_steps(unsorted.size() * 5)) return {};
  std::vector<Value> sorted = take_items(std::move(unsorted));
  std::ranges::sort(sorted);
  return new_array(execution, std::move(sorted));
}

Value has(Execution& execution, Value input, std::span<Value> arguments) {
  const Value& key = arguments[0];
  if (input.is_object() && key.is_string()) return Value::boolean(input.find(key.as_string()) != nullptr);
  if (input.is_array() && key.is_number()) {
    const double at = std::trunc(key.as_double());
    return Value::boolean(at >= 0 && at < static_cast<double>(input.size()));
  }
  return execution.fail("Cannot check whether " + std::string(kind_name(input.kind())) + " has a " +
                        std::string(kind_name(key.kind())) + " key");
}

Value length(Execution& execution, Value input, std::span<Value>) {
  switch (input.kind()) {
    case Kind::Null:
      return Value::number(std::int64_t{0});
    case Kind::Boolean:
      return execution.fail(described(input) + " has no length");
    case Kind::Number:
      return execution.number(std::fabs(input.as_double()));
    case Kind::String: {
      if (!execution.charge_walk(input)) return {};
      return Value::number(static_cast<std::int64_t>(std::ranges::count_if(
          input.as_string(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; })));
    }
    case Kind::Array:
    case Kind::Object:
      return Value::number(static_cast<std::int64_t>(input.size()));
  }
  return {};
}

Value type(Execution&, Value input, std::span<Value>) {
  return Value::string(kind_name(input.kind()));
}
Value negation(Execution&, Value input, std::span<Value>) {
  return Value::boolean(!input.is_truthy());
}

Value raise(Execution& execution, Value input, std::span<Value>) {
  return execution.fail_with(std::move(input));
}

// The first of the spellings that says something.
Value entry_key(Execution& execution, const Value& entry) {
  Value found;
  for (const std::string_view spelling : {"key", "Key", "name", "Name"}) {
    found = index_value(execution, entry, Value::string(spelling));
    if (execution.stopped() || found.is_truthy()) break;
  }
  return found;
}

Value entry_value(const Value& entry) {
  for (const std::string_view spelling : {"value", "Value"}) {
    if (const Value* found = entry.find(spelling)) return *found;
  }
  return {};
}

bool add_entry(Execution& execution, const Value& entry, std::vector<Member>& members) {
  Value key = entry_key(execution, entry);
  if (execution.stopped() || !execution.charge_bytes(sizeof(Member))) return false;
  if (!key.is_string()) {
    execution.fail("Cannot use " + described(key) + " as object key");
    return false;
  }
  members.emplace_back(std::move(key), entry_value(entry));
  return true;
}

Value from_entries(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array() && !input.is_object()) return execution.fail("Cannot iterate over " + described(input));
  std::vector<Member> members;
  if (input.is_array()) {
    for (const Value& entry : input.items()) {
      if (!add_entry(execution, entry, members)) return {};
    }
  } else {
    for (const Member& member : input.members()) {
      if (!add_entry(execution, member.value, members)) return {};
    }
  }
  if (!execution.charge_sorting(members.size())) return {};
  return execution.built(Value::object(std::move(members)));
}

Value set_at(Execution& execution, Value input, std::span<Value> arguments) {
  if (!arguments[0].is_array()) return execution.fail("Path must be specified as an array");
  return set_path(execution, std::move(input), arguments[0].items(), std::move(arguments[1]));
}

Value delete_at(Execution& execution, Value input, std::span<Value> arguments) {
  if (!arguments[0].is_array()) return execution.fail("Paths must be specified as an array");
  return delete_paths(execution, std::move(input), take_items(std::move(arguments[0])));
}

Value to_json_text(Execution& execution, Value input, std::span<Value>) {
  if (!execution.charge_bytes(measure(input).bytes) || !execution.charge_walk(input)) return {};
  return new_string(execution, json_of(execution, input));
}

Value to_text(Execution& execution, Value input, std::span<Value> arguments) {
  return input.is_string() ? input : to_json_text(execution, std::move(input), arguments);
}

Value from_json_text(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail(described(input) + " only strings can be parsed");
  if (!execution.charge_bytes(2 * input.as_string().size()) || !execution.charge_walk(input)) return {};
  auto parsed = execution.parsed(input.as_string());
  if (!parsed) {
    const JsonError& error = parsed.error();
    return execution.fail(error.message + " at line " + std::to_string(error.line) + ", column " +
                          std::to_string(error.column) + " (while parsing '" + std::string(input.as_string()) + "')");
  }
  if (!execution.charge_bytes(measure(*parsed).bytes)) return {};
  return execution.built(*std::move(parsed));
}

Value indices(Execution& execution, Value input, std::span<Value> arguments) {
  Value& wanted = arguments[0];
  if (input.is_null()) return {};
  if (input.is_array()) {
    const Value pattern = wanted.is_array() ? wanted : new_array(execution, {wanted});
    return execution.stopped() ? Value() : index_value(execution, input, pattern);
  }
  if (!input.is_string() || !wanted.is_string()) return index_value(execution, input, wanted);
  if (!charge_search(execution, input, wanted)) return {};
  const std::string_view text = input.as_string();
  const std::string_view pattern = wanted.as_string();
  if (pattern.empty()) return Value::array({});
  std::vector<Value> found;
  std::int64_t characters = 0;
  std::size_t counted = 0;
  for (std::size_t at = 0; at < text.size();) {
    const void* next = memmem(text.data() + at, text.size() - at, pattern.data(), pattern.size());
    if (next == nullptr) break;
    at = static_cast<std::size_t>(static_cast<const char*>(next) - text.data());
    for (; counted < at; ++counted) characters += (static_cast<unsigned char>(text[counted]) & 0xC0U) != 0x80U ? 1 : 0;
    // One step for each hit: they may overlap, so a hit costs up to the pattern's length again.
    if (!execution.charge_steps(1 + pattern.size() / 16) || !execution.charge_bytes(sizeof(Value))) return {};
    found.push_back(Value::number(characters));
    ++at;
  }
  return new_array(execution, std::move(found));
}

Value index(Execution& execution, Value input, std::span<Value> arguments) {
  const Value found = indices(execution, std::move(input), arguments);
  return execution.stopped() || found.size() == 0 ? Value() : found.items().front();
}

Value rindex(Execution& execution, Value input, std::span<Value> arguments) {
  const Value found = indices(execution, std::move(input), arguments);
  return execution.stopped() || found.size() == 0 ? Value() : found.items().back();
}

Value have_literal_numbers(Execution&, Value, std::span<Value>) {
  return Value::boolean(true);
}

constexpr Native kObjectNatives[] = {
    {"keys", 0, keys},
    {"keys_unsorted", 0, keys_unsorted},
    {"has", 1, has},
    {"length", 0, length},
    {"type", 0, type},
    {"not", 0, negation},
    {"error", 0, raise},
    {"from_entries", 0, from_entries},
    {"setpath", 2, set_at},
    {"delpaths", 1, delete_at},
    {"tostring", 0, to_text},
    {"tojson", 0, to_json_text},
    {"to_json", 0, to_json_text},
    {"fromjson", 0, from_json_text},
    {"from_json", 0, from_json_text},
    {"indices", 1, indices},
    {"_indices", 1, indices},
    {"index", 1, index},
    {"rindex", 1, rindex},
    {"have_literal_numbers", 0, have_literal_numbers},
    {"have_decnum", 0, have_literal_numbers},
};

}  // namespace

std::span<const Native> object_natives() {
  return kObjectNatives;
}

}  // namespace baton::jq
