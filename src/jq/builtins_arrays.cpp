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

bool charge_sort(Machine& machine, const Value& keys) {
  constexpr int kLevels = 2;
  const std::uint64_t turns = std::bit_width(keys.size()) + 1;
  // A comparison seldom reads a key to its end.
  const std::uint64_t bytes = measure(keys).bytes / 128;
  std::uint64_t work = 0;
  for (const Value& key : keys.items()) work += work_to_compare(key, kLevels);
  return machine.charge_steps((work + bytes) * turns / 8) && machine.charge_bytes(keys.size() * sizeof(Keyed));
}

// Stable, by the keys at the same positions. Empty, with an error, if the two are not arrays of one size.
std::vector<Keyed> sorted(Machine& machine, const Value& items, const Value& keys) {
  if (!items.is_array() || !keys.is_array() || items.size() != keys.size()) {
    machine.fail(described(items) + " and " + described(keys) + " cannot be sorted, as they are not both arrays");
    return {};
  }
  if (!charge_sort(machine, keys)) return {};
  std::vector<Keyed> order;
  order.reserve(items.size());
  for (std::size_t at = 0; at < items.size(); ++at) order.push_back({keys.items()[at], items.items()[at]});
  std::ranges::stable_sort(order, std::less<>(), &Keyed::key);
  return order;
}

Value items_of(Machine& machine, std::vector<Keyed> order) {
  std::vector<Value> items;
  items.reserve(order.size());
  for (Keyed& keyed : order) items.push_back(std::move(keyed.item));
  return new_array(machine, std::move(items));
}

Value sort(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_array()) return machine.fail(described(input) + " cannot be sorted, as it is not an array");
  if (!charge_sort(machine, input)) return {};
  std::vector<Value> items = take_items(std::move(input));
  std::ranges::stable_sort(items);
  return new_array(machine, std::move(items));
}

Value sort_by(Machine& machine, Value input, std::span<Value> arguments) {
  return items_of(machine, sorted(machine, input, arguments[0]));
}

Value group_by(Machine& machine, Value input, std::span<Value> arguments) {
  std::vector<Value> groups;
  std::vector<Value> group;
  const std::vector<Keyed> order = sorted(machine, input, arguments[0]);
  for (std::size_t at = 0; at < order.size(); ++at) {
    group.push_back(order[at].item);
    if (at + 1 < order.size() && order[at].key == order[at + 1].key) continue;
    groups.push_back(new_array(machine, std::exchange(group, {})));
    if (machine.stopped()) return {};
  }
  return new_array(machine, std::move(groups));
}

Value unique_by(Machine& machine, Value input, std::span<Value> arguments) {
  std::vector<Keyed> order = sorted(machine, input, arguments[0]);
  const auto repeated = std::ranges::unique(order, std::equal_to<>(), &Keyed::key);
  order.erase(repeated.begin(), repeated.end());
  return items_of(machine, std::move(order));
}

Value unique(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_array()) return machine.fail(described(input) + " cannot be sorted, as it is not an array");
  Value keys[] = {input};
  return unique_by(machine, std::move(input), keys);
}

// Of equals jq's min is the first and its max the last.
Value extreme(Machine& machine, const Value& input, const Value& keys, bool largest) {
  if (!input.is_array() || !keys.is_array() || input.size() != keys.size()) {
    return machine.fail(described(input) + " and " + described(keys) + " cannot be iterated over");
  }
  if (!machine.charge_walk(keys) || !machine.charge_steps(input.size() / 4) || input.size() == 0) return {};
  std::size_t best = 0;
  for (std::size_t at = 1; at < input.size(); ++at) {
    const bool less = keys.items()[at] < keys.items()[best];
    if (less != largest) best = at;
  }
  return input.items()[best];
}

Value min(Machine& machine, Value input, std::span<Value>) {
  return extreme(machine, input, input, false);
}
Value max(Machine& machine, Value input, std::span<Value>) {
  return extreme(machine, input, input, true);
}
Value min_by(Machine& machine, Value input, std::span<Value> keys) {
  return extreme(machine, input, keys[0], false);
}
Value max_by(Machine& machine, Value input, std::span<Value> keys) {
  return extreme(machine, input, keys[0], true);
}

Value reverse(Machine& machine, Value input, std::span<Value>) {
  if (input.is_null()) return Value::array({});
  if (input.is_string()) {
    const Value characters = split_text(machine, input.as_string(), "");
    std::string out;
    for (std::size_t at = characters.size(); at-- > 0;) out += characters.items()[at].as_string();
    return new_string(machine, out);
  }
  if (input.is_object() && input.size() == 0) return Value::array({});
  if (!input.is_array()) return machine.fail("Cannot reverse " + described(input));
  std::vector<Value> items = take_items(std::move(input));
  std::ranges::reverse(items);
  return new_array(machine, std::move(items));
}

void flatten_into(Machine& machine, const Value& array, double depth, std::vector<Value>& out) {
  const Deeper deeper(machine);
  if (!deeper.ok()) return;
  for (const Value& item : array.items()) {
    if (machine.stopped() || !machine.charge_steps(1) || !machine.charge_bytes(sizeof(Value))) return;
    if (item.is_array() && depth > 0) {
      flatten_into(machine, item, depth - 1, out);
    } else {
      out.push_back(item);
    }
  }
}

Value flatten_by(Machine& machine, const Value& input, double depth) {
  if (depth < 0) return machine.fail("flatten depth must not be negative");
  std::vector<Value> out;
  if (input.is_array()) {
    flatten_into(machine, input, depth, out);
  } else if (input.is_object()) {
    std::vector<Value> values;
    for (const Member& member : input.members()) values.push_back(member.value);
    flatten_into(machine, new_array(machine, std::move(values)), depth, out);
  } else {
    return machine.fail("Cannot iterate over " + described(input));
  }
  return machine.stopped() ? Value() : new_array(machine, std::move(out));
}

Value flatten(Machine& machine, Value input, std::span<Value>) {
  return flatten_by(machine, input, 1e9);
}

Value flatten_to(Machine& machine, Value input, std::span<Value> arguments) {
  if (!arguments[0].is_number()) return machine.fail("flatten depth must be a number");
  return flatten_by(machine, input, arguments[0].as_double());
}

Value join_texts(Machine& machine, const Value& input) {
  std::string joined;
  for (const Value& item : input.items()) {
    if (item.is_null()) continue;
    if (!machine.charge_bytes(item.as_string().size())) return {};
    joined += item.as_string();
  }
  return new_string(machine, joined);
}

Value add(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_array() && !input.is_object()) {
    return machine.fail("Cannot iterate over " + described(input));
  }
  if (!machine.charge_steps(input.size())) return {};
  if (input.is_object()) {
    std::vector<Value> values;
    for (const Member& member : input.members()) values.push_back(member.value);
    input = new_array(machine, std::move(values));
    if (machine.stopped()) return {};
  }
  const auto items = input.items();
  const bool texts = std::ranges::all_of(items, [](const Value& item) { return item.is_string() || item.is_null(); });
  if (texts && std::ranges::any_of(items, &Value::is_string)) return join_texts(machine, input);
  Value sum;
  for (const Value& item : items) {
    sum = calculate(machine, Operator::Add, std::move(sum), item);
    if (machine.stopped()) return {};
  }
  return sum;
}

Value transpose(Machine& machine, Value input, std::span<Value>) {
  if (!input.is_array()) return machine.fail("Cannot iterate over " + described(input));
  std::size_t width = 0;
  for (const Value& row : input.items()) {
    if (!row.is_array()) return machine.fail("Cannot index " + std::string(kind_name(row.kind())) + " with number");
    width = std::max(width, row.size());
  }
  if (!machine.charge_steps(width * input.size()) || !machine.charge_bytes(width * input.size() * sizeof(Value)))
    return {};
  std::vector<Value> columns;
  for (std::size_t at = 0; at < width; ++at) {
    std::vector<Value> column;
    for (const Value& row : input.items()) column.push_back(at < row.size() ? row.items()[at] : Value());
    columns.push_back(Value::array(std::move(column)));
  }
  return new_array(machine, std::move(columns));
}

Value bsearch(Machine& machine, Value input, std::span<Value> arguments) {
  if (!input.is_array()) return machine.fail(described(input) + " cannot be searched from");
  if (!machine.charge_walk(arguments[0])) return {};
  const auto items = input.items();
  const auto found = std::ranges::lower_bound(items, arguments[0]);
  const std::int64_t at = found - items.begin();
  return Value::number(found != items.end() && *found == arguments[0] ? at : -1 - at);
}

bool holds(Machine& machine, const Value& whole, const Value& part);

bool holds_items(Machine& machine, const Value& whole, const Value& part) {
  return std::ranges::all_of(part.items(), [&](const Value& wanted) {
    return std::ranges::any_of(
        whole.items(), [&](const Value& item) { return item.kind() == wanted.kind() && holds(machine, item, wanted); });
  });
}

bool holds_members(Machine& machine, const Value& whole, const Value& part) {
  return std::ranges::all_of(part.members(), [&](const Member& wanted) {
    const Value* present = whole.find(wanted.name());
    return present != nullptr && present->kind() == wanted.value.kind() && holds(machine, *present, wanted.value);
  });
}

bool holds(Machine& machine, const Value& whole, const Value& part) {
  const Deeper deeper(machine);
  if (!deeper.ok() || !machine.charge_steps(1)) return false;
  if (whole.is_object()) return holds_members(machine, whole, part);
  if (whole.is_array()) return holds_items(machine, whole, part);
  if (!whole.is_string()) return compare(machine, Comparison::Equal, whole, part);
  if (!charge_search(machine, whole, part)) return false;
  const std::string_view text = whole.as_string();
  const std::string_view wanted = part.as_string();
  return wanted.empty() || memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

Value contains(Machine& machine, Value input, std::span<Value> arguments) {
  if (input.kind() != arguments[0].kind()) {
    return machine.fail(described(input) + " and " + described(arguments[0]) +
                        " cannot have their containment checked");
  }
  return Value::boolean(holds(machine, input, arguments[0]));
}

Value to_array(Machine& machine, Value input, std::span<Value>) {
  return input.is_array() ? input : new_array(machine, {std::move(input)});
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
    {"reverse", 0, reverse},
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
