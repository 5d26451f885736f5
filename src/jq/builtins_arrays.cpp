// Natives over arrays: order, grouping, sets, shape.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/paths.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace baton::jq {
namespace {

// An item and what it is ordered by.
struct Keyed {
  Value key;
  Value item;
};

// Eighths of a step that comparing this key takes, but for its texts. Two objects sort their members first.
std::uint64_t work_to_compare(const Value& key, int levels) {
  constexpr std::size_t kFew = 8;
  if (key.is_object()) return 4 + 4 * key.size();
  if (!key.is_array()) return 2;
  if (levels == 0 || key.size() > kFew) return measure(key).bytes / 8;
  std::uint64_t work = 1 + 2 * key.size();
  for (const Value& item : key.items()) work += work_to_compare(item, levels - 1);
  return work;
}

bool charge_sort(Execution& execution, const Value& keys) {
  constexpr int kLevels = 2;
  const std::uint64_t turns = std::bit_width(keys.size()) + 1;
  // A comparison seldom reads a key to its end.
  const std::uint64_t bytes = measure(keys).bytes / 128;
  std::uint64_t work = 0;
  for (const Value& key : keys.items()) work += work_to_compare(key, kLevels);
  return execution.charge_steps((work + bytes) * turns / 8) && execution.charge_bytes(keys.size() * sizeof(Keyed));
}

// Stable, by the keys at the same positions. Empty, with an error, if the two are not arrays of one size.
std::vector<Keyed> sorted(Execution& execution, const Value& items, const Value& keys) {
  if (!items.is_array() || !keys.is_array() || items.size() != keys.size()) {
    execution.fail(described(items) + " and " + described(keys) + " cannot be sorted, as they are not both arrays");
    return {};
  }
  if (!charge_sort(execution, keys)) return {};
  std::vector<Keyed> order;
  order.reserve(items.size());
  for (std::size_t at = 0; at < items.size(); ++at) order.push_back({keys.items()[at], items.items()[at]});
  std::ranges::stable_sort(order, std::less<>(), &Keyed::key);
  return order;
}

Value items_of(Execution& execution, std::vector<Keyed> order) {
  std::vector<Value> items;
  items.reserve(order.size());
  for (Keyed& keyed : order) items.push_back(std::move(keyed.item));
  return new_array(execution, std::move(items));
}

Value sort(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array()) return execution.fail(described(input) + " cannot be sorted, as it is not an array");
  if (!charge_sort(execution, input)) return {};
  std::vector<Value> items = take_items(std::move(input));
  std::ranges::stable_sort(items);
  return new_array(execution, std::move(items));
}

Value sort_by(Execution& execution, Value input, std::span<Value> arguments) {
  return items_of(execution, sorted(execution, input, arguments[0]));
}

Value group_by(Execution& execution, Value input, std::span<Value> arguments) {
  std::vector<Value> groups;
  std::vector<Value> group;
  const std::vector<Keyed> order = sorted(execution, input, arguments[0]);
  for (std::size_t at = 0; at < order.size(); ++at) {
    group.push_back(order[at].item);
    if (at + 1 < order.size() && equal(execution, order[at].key, order[at + 1].key)) continue;
    groups.push_back(new_array(execution, std::exchange(group, {})));
    if (execution.stopped()) return {};
  }
  return new_array(execution, std::move(groups));
}

Value unique_by(Execution& execution, Value input, std::span<Value> arguments) {
  std::vector<Keyed> order = sorted(execution, input, arguments[0]);
  const auto repeated = std::ranges::unique(
      order, [&](const Value& left, const Value& right) { return equal(execution, left, right); }, &Keyed::key);
  order.erase(repeated.begin(), repeated.end());
  return items_of(execution, std::move(order));
}

Value unique(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array()) return execution.fail(described(input) + " cannot be sorted, as it is not an array");
  Value keys[] = {input};
  return unique_by(execution, std::move(input), keys);
}

// Of equals jq's min is the first and its max the last.
Value extreme(Execution& execution, const Value& input, const Value& keys, bool largest) {
  if (!input.is_array() || !keys.is_array() || input.size() != keys.size()) {
    return execution.fail(described(input) + " and " + described(keys) + " cannot be iterated over");
  }
  if (!execution.charge_walk(keys) || !execution.charge_steps(input.size() / 4) || input.size() == 0) return {};
  std::size_t best = 0;
  for (std::size_t at = 1; at < input.size(); ++at) {
    const bool is_less = less(execution, keys.items()[at], keys.items()[best]);
    if (is_less != largest) best = at;
  }
  return input.items()[best];
}

Value min(Execution& execution, Value input, std::span<Value>) {
  return extreme(execution, input, input, false);
}
Value max(Execution& execution, Value input, std::span<Value>) {
  return extreme(execution, input, input, true);
}
Value min_by(Execution& execution, Value input, std::span<Value> keys) {
  return extreme(execution, input, keys[0], false);
}
Value max_by(Execution& execution, Value input, std::span<Value> keys) {
  return extreme(execution, input, keys[0], true);
}

Value reverse(Execution& execution, Value input, std::span<Value>) {
  std::vector<Value> items = take_items(std::move(input));
  std::ranges::reverse(items);
  return new_array(execution, std::move(items));
}

void flatten_into(Execution& execution, const Value& array, double depth, std::vector<Value>& out) {
  const Deeper deeper(execution);
  if (!deeper.ok()) return;
  for (const Value& item : array.items()) {
    if (execution.stopped() || !execution.charge_steps(1) || !execution.charge_bytes(sizeof(Value))) return;
    if (item.is_array() && depth > 0) {
      flatten_into(execution, item, depth - 1, out);
    } else {
      out.push_back(item);
    }
  }
}

constexpr std::string_view kNegativeDepth = "flatten depth must not be negative";

Value flatten_by(Execution& execution, const Value& input, double depth) {
  std::vector<Value> out;
  if (input.is_array()) {
    flatten_into(execution, input, depth, out);
  } else if (input.is_object()) {
    std::vector<Value> values;
    for (const Member& member : input.members()) values.push_back(member.value);
    flatten_into(execution, new_array(execution, std::move(values)), depth, out);
  } else {
    return execution.fail("Cannot iterate over " + described(input));
  }
  return execution.stopped() ? Value() : new_array(execution, std::move(out));
}

Value flatten(Execution& execution, Value input, std::span<Value>) {
  return flatten_by(execution, input, 1e9);
}

Value flatten_to(Execution& execution, Value input, std::span<Value> arguments) {
  if (less(execution, arguments[0], Value::number(std::int64_t{0}))) return execution.fail(kNegativeDepth);
  if (arguments[0].is_number()) return flatten_by(execution, input, arguments[0].as_double());
  // Only an array in the array would count the depth down.
  const bool is_flat = input.is_array() && std::ranges::none_of(input.items(), &Value::is_array);
  return is_flat ? input : calculate(execution, Operator::Subtract, arguments[0], Value::number(std::int64_t{1}));
}

Value join_texts(Execution& execution, const Value& input) {
  std::string joined;
  for (const Value& item : input.items()) {
    if (item.is_null()) continue;
    if (!execution.charge_bytes(item.as_string().size())) return {};
    joined += item.as_string();
  }
  return new_string(execution, joined);
}

Value add(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array() && !input.is_object()) {
    return execution.fail("Cannot iterate over " + described(input));
  }
  if (!execution.charge_steps(input.size())) return {};
  if (input.is_object()) {
    std::vector<Value> values;
    for (const Member& member : input.members()) values.push_back(member.value);
    input = new_array(execution, std::move(values));
    if (execution.stopped()) return {};
  }
  const auto items = input.items();
  const bool texts = std::ranges::all_of(items, [](const Value& item) { return item.is_string() || item.is_null(); });
  if (texts && std::ranges::any_of(items, &Value::is_string)) return join_texts(execution, input);
  Value sum;
  for (const Value& item : items) {
    sum = calculate(execution, Operator::Add, std::move(sum), item);
    if (execution.stopped()) return {};
  }
  return sum;
}

Value transpose(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array()) return execution.fail("Cannot iterate over " + described(input));
  std::size_t width = 0;
  for (const Value& row : input.items()) {
    if (!row.is_array() && !row.is_null()) return index_value(execution, row, Value::number(std::int64_t{0}));
    width = std::max(width, row.size());
  }
  if (!execution.charge_steps(width * input.size()) || !execution.charge_bytes(width * input.size() * sizeof(Value)))
    return {};
  std::vector<Value> columns;
  for (std::size_t at = 0; at < width; ++at) {
    std::vector<Value> column;
    for (const Value& row : input.items()) column.push_back(at < row.size() ? row.items()[at] : Value());
    columns.push_back(Value::array(std::move(column)));
  }
  return new_array(execution, std::move(columns));
}

Value bsearch(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_array()) return execution.fail(described(input) + " cannot be searched from");
  if (!execution.charge_walk(arguments[0])) return {};
  // Of several equal items, the one that jq's search meets first.
  const Value& wanted = arguments[0];
  std::size_t from = 0;
  std::size_t upto = input.size();
  while (from < upto) {
    const std::size_t middle = (from + upto) / 2;
    const Value& item = input.items()[middle];
    if (equal(execution, wanted, item)) return Value::number(static_cast<std::int64_t>(middle));
    if (less(execution, wanted, item)) {
      upto = middle;
    } else {
      from = middle + 1;
    }
  }
  return Value::number(-1 - static_cast<std::int64_t>(from));
}

bool holds(Execution& execution, const Value& whole, const Value& part);

bool holds_items(Execution& execution, const Value& whole, const Value& part) {
  return std::ranges::all_of(part.items(), [&](const Value& wanted) {
    return std::ranges::any_of(whole.items(), [&](const Value& item) {
      return item.kind() == wanted.kind() && holds(execution, item, wanted);
    });
  });
}

bool holds_members(Execution& execution, const Value& whole, const Value& part) {
  return std::ranges::all_of(part.members(), [&](const Member& wanted) {
    const Value* present = whole.find(wanted.name());
    return present != nullptr && present->kind() == wanted.value.kind() && holds(execution, *present, wanted.value);
  });
}

bool holds(Execution& execution, const Value& whole, const Value& part) {
  const Deeper deeper(execution);
  if (!deeper.ok() || !execution.charge_steps(1)) return false;
  if (whole.is_object()) return holds_members(execution, whole, part);
  if (whole.is_array()) return holds_items(execution, whole, part);
  if (!whole.is_string()) return compare(execution, Comparison::Equal, whole, part);
  if (!charge_search(execution, whole, part)) return false;
  const std::string_view text = whole.as_string();
  const std::string_view wanted = part.as_string();
  return wanted.empty() || memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

Value contains(Execution& execution, Value input, std::span<Value> arguments) {
  if (input.kind() != arguments[0].kind()) {
    return execution.fail(described(input) + " and " + described(arguments[0]) +
                          " cannot have their containment checked");
  }
  return Value::boolean(holds(execution, input, arguments[0]));
}

Value to_array(Execution& execution, Value input, std::span<Value>) {
  return input.is_array() ? input : new_array(execution, {std::move(input)});
}

constexpr Native kArrayNatives[] = {
    {"sort", 0, sort},
    {"_sort_by", 1, sort_by},
    {"_group_by", 1, group_by},
    {"_unique_by", 1, unique_by},
    {"unique", 0, unique},
    {"min", 0, min},
    {"max", 0, max},
    {"_min_by", 1, min_by},
    {"_max_by", 1, max_by},
    {"_reverse", 0, reverse},
    {"flatten", 0, flatten},
    {"flatten", 1, flatten_to},
    {"add", 0, add},
    {"transpose", 0, transpose},
    {"bsearch", 1, bsearch},
    {"contains", 1, contains},
    {"toarray", 0, to_array},
};

}  // namespace

std::span<const Native> array_natives() {
  return kArrayNatives;
}

}  // namespace baton::jq
