#include "jq/paths.hpp"

#include "jq/arithmetic.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace baton::jq {
namespace {

Value cannot_index(Execution& execution, const Value& container, const Value& key) {
  return execution.fail("Cannot index " + std::string(kind_name(container.kind())) + " with " + described(key));
}

constexpr std::string_view kNoSlice = "Array/string slice indices must be integers";

bool is_slice(const Value& key) {
  const auto is_bound = [](const Value* bound) { return bound != nullptr && (bound->is_null() || bound->is_number()); };
  return key.is_object() && is_bound(key.find("start")) && is_bound(key.find("end"));
}

struct Bounds {
  std::size_t from = 0;
  std::size_t upto = 0;
};

// The part of a sequence of that length that a slice key means; nullopt, with an error, if it is not one.
std::optional<Bounds> bounds(Execution& execution, const Value& key, std::size_t length) {
  const Value* start = key.find("start");
  const Value* end = key.find("end");
  if (!is_slice(key)) {
    execution.fail(kNoSlice);
    return std::nullopt;
  }
  const auto size = static_cast<double>(length);
  double from = start->is_null() || std::isnan(start->as_double()) ? 0 : start->as_double();
  double upto = end->is_null() || std::isnan(end->as_double()) ? size : end->as_double();
  if (from < 0) from += size;
  if (upto < 0) upto += size;
  from = std::clamp(std::floor(from), 0.0, size);
  upto = std::clamp(std::ceil(upto), from, size);
  return Bounds{static_cast<std::size_t>(from), static_cast<std::size_t>(upto)};
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view characters(std::string_view text, Bounds part) {
  std::size_t from = 0;
  std::size_t at = 0;
  for (std::size_t count = 0; count < part.upto; ++count) {
    if (count == part.from) from = at;
    at += utf8::decode(text.substr(at)).length;
  }
  return part.from == part.upto ? std::string_view() : text.substr(from, at - from);
}

Value slice(Execution& execution, const Value& container, const Value& key) {
  if (container.is_null()) return {};
  if (container.is_string()) {
    if (!execution.charge_scan(container)) return {};
    const std::string_view text = container.as_string();
    const auto part = bounds(execution, key, count_characters(text));
    return part ? new_string(execution, characters(text, *part)) : Value();
  }
  const auto part = bounds(execution, key, container.size());
  if (!part) return {};
  const auto items = container.items().subspan(part->from, part->upto - part->from);
  return new_array(execution, {items.begin(), items.end()});
}

Value indices_of(Execution& execution, const Value& array, const Value& wanted) {
  const auto items = array.items();
  const auto pattern = wanted.items();
  std::vector<Value> found;
  if (pattern.empty()) return Value::array({});
  if (!execution.charge_walk(array) || !execution.charge_walk(wanted)) return {};
  for (std::size_t at = 0; at + pattern.size() <= items.size(); ++at) {
    std::size_t same = 0;
    while (same < pattern.size() && equal(execution, items[at + same], pattern[same])) ++same;
    if (!execution.charge_steps(1 + same)) return {};
    if (same == pattern.size()) found.push_back(Value::number(static_cast<std::int64_t>(at)));
  }
  return new_array(execution, std::move(found));
}

// Where a number points in an array of that size; negative numbers count from the end and may point before the start.
double position_of(const Value& key, std::size_t size) {
  const double position = std::trunc(key.as_double());
  return position < 0 ? position + static_cast<double>(size) : position;
}

constexpr std::size_t kMeasuredAStep = 16;  // parts of a container

Value charge_copy(Execution& execution, Value container) {
  if (!is_unshared(container)) {
    const std::size_t part = container.is_object() ? sizeof(Member) : sizeof(Value);
    execution.charge_bytes(part * container.size());
    // Large objects have an index, which must be rebuilt.
    constexpr std::size_t kWithoutIndex = 8;
    const bool has_index = container.is_object() && container.size() > kWithoutIndex;
    execution.charge_steps(has_index ? 3 * container.size() : container.size() / 8);
  }
  return container;
}

Value set_slice(Execution& execution, Value root, const Value& key, std::span<const Value> rest, Value leaf) {
  const auto part = bounds(execution, key, root.size());
  if (!part) return {};
  Value old = root.is_null() ? Value() : slice(execution, root, key);
  Value changed = set_path(execution, std::move(old), rest, std::move(leaf));
  if (execution.stopped()) return {};
  if (!changed.is_array()) return execution.fail("A slice of an array can only be assigned another array");
  std::vector<Value> items = root.is_null() ? std::vector<Value>{} : take_items(std::move(root));
  if (!execution.charge_bytes(sizeof(Value) * (items.size() + changed.size()))) return {};
  const auto from = items.begin() + static_cast<std::ptrdiff_t>(part->from);
  const auto after = items.erase(from, items.begin() + static_cast<std::ptrdiff_t>(part->upto));
  items.insert(after, changed.items().begin(), changed.items().end());
  return new_array(execution, std::move(items));
}

Value set_in_array(Execution& execution, Value root, const Value& key, std::span<const Value> rest, Value leaf) {
  const double position = position_of(key, root.size());
  if (std::isnan(position)) return execution.fail("Cannot set array element at NaN index");
  if (position < 0) return execution.fail("Out of bounds negative array index");
  constexpr double kLargest = 536870911;  // as jq
  if (position > kLargest) return execution.fail("Array index too large");
  const auto at = static_cast<std::size_t>(position);
  if (root.is_null() || at >= root.size()) {
    if (!execution.charge_bytes(sizeof(Value) * (at + 1 - root.size()))) return {};
    Value part = set_path(execution, Value(), rest, std::move(leaf));
    if (execution.stopped()) return {};
    if (root.is_null()) root = Value::array({});
    root = charge_copy(execution, std::move(root));
    if (execution.stopped()) return {};
    while (root.size() < at) root = with_last(std::move(root), Value());
    return execution.built(with_last(std::move(root), std::move(part)));
  }
  root = charge_copy(execution, std::move(root));
  if (execution.stopped()) return {};
  if (!execution.charge_steps(measured_without_item(root, at) / kMeasuredAStep)) return {};
  Value part = root.items()[at];
  root = with_item(std::move(root), at, Value());  // so that the part is not shared with its own container
  part = set_path(execution, std::move(part), rest, std::move(leaf));
  if (execution.stopped()) return {};
  return execution.built(with_item(std::move(root), at, std::move(part)));
}

Value set_in_object(Execution& execution, Value root, const Value& key, std::span<const Value> rest, Value leaf) {
  root = charge_copy(execution, std::move(root));
  // A new member goes into the index of a large object, which is merged from time to time.
  if (!execution.charge_bytes(sizeof(Member)) || !execution.charge_steps(root.size() / 512) || execution.stopped())
    return {};
  Value part;
  if (const Value* present = root.find(key.as_string())) {
    if (!execution.charge_steps(measured_without_member(root, key.as_string()) / kMeasuredAStep)) return {};
    part = *present;
    root = std::move(root).with(key.as_string(), Value());
  } else if (!execution.charge_bytes(key.as_string().size())) {
    return {};
  }
  part = set_path(execution, std::move(part), rest, std::move(leaf));
  if (execution.stopped()) return {};
  return execution.built(std::move(root).with(key.as_string(), std::move(part)));
}

Value cannot_set(Execution& execution, const Value& root, const Value& key) {
  if (key.is_object() && root.is_string()) return execution.fail("Cannot update string slices");
  if (key.is_object() && !root.is_array()) {
    return execution.fail("Cannot update field at object index of " + std::string(kind_name(root.kind())));
  }
  if (key.is_array() && root.is_array()) return execution.fail("Cannot update field at array index of array");
  return cannot_index(execution, root, key);
}

Value delete_members(Execution& execution, Value root, std::span<const Value> keys) {
  if (!execution.charge_bytes(sizeof(Member) * root.size()) || !execution.charge_steps(root.size() / 8)) return {};
  for (const Value& key : keys) {
    if (!key.is_string()) {
      return execution.fail("Cannot delete " + std::string(kind_name(key.kind())) + " field of object");
    }
    root = without(std::move(root), key.as_string());
  }
  return root;
}

Value delete_items(Execution& execution, Value root, std::span<const Value> keys) {
  const std::size_t size = root.size();
  if (!execution.charge_bytes(sizeof(Value) * size) || !execution.charge_steps(size / 8)) return {};
  std::vector<bool> gone(size);
  for (const Value& key : keys) {
    Bounds part;
    if (key.is_number()) {
      const double cut = std::trunc(key.as_double());
      const double position = key.as_double() < 0 ? cut + static_cast<double>(size) : cut;  // so -0.5 deletes nothing
      if (!(position >= 0 && position < static_cast<double>(size))) continue;
      part.from = static_cast<std::size_t>(position);
      part.upto = part.from + 1;
    } else if (key.is_object()) {
      const auto found = bounds(execution, key, size);
      if (!found || !execution.charge_steps((found->upto - found->from) / 8)) return {};
      part = *found;
    } else {
      return execution.fail("Cannot delete " + std::string(kind_name(key.kind())) + " element of array");
    }
    std::fill(gone.begin() + static_cast<std::ptrdiff_t>(part.from),
              gone.begin() + static_cast<std::ptrdiff_t>(part.upto), true);
  }
  std::vector<Value> kept;
  std::size_t at = 0;
  for (Value& item : take_items(std::move(root))) {
    if (!gone[at++]) kept.push_back(std::move(item));
  }
  return Value::array(std::move(kept));
}

// All of them at the same time: each key means a place in the container as it was.
Value delete_keys(Execution& execution, Value root, std::span<const Value> keys) {
  if (root.is_null() || keys.empty()) return root;
  if (root.is_object()) return delete_members(execution, std::move(root), keys);
  if (root.is_array()) return delete_items(execution, std::move(root), keys);
  return execution.fail("Cannot delete fields from " + std::string(kind_name(root.kind())));
}

// The paths are sorted and equal up to `level`.
Value delete_sorted(Execution& execution, Value root, std::span<const Value> paths, std::size_t level) {
  const Deeper deeper(execution);
  if (!deeper.ok()) return {};
  std::vector<Value> keys;
  while (!paths.empty()) {
    const Value key = paths.front().items()[level];
    std::size_t same = 1;
    while (same < paths.size() && paths[same].items()[level] == key) ++same;
    if (!execution.charge_steps(2 * same)) return {};
    if (paths.front().size() == level + 1) {  // the longer ones lead into what is deleted
      keys.push_back(key);
    } else if (!root.is_null()) {
      Value part = index_value(execution, root, key);
      if (execution.stopped()) return {};
      if (!part.is_null()) {
        part = delete_sorted(execution, std::move(part), paths.first(same), level + 1);
        if (execution.stopped()) return {};
        root = set_path(execution, std::move(root), {&key, 1}, std::move(part));
        if (execution.stopped()) return {};
      }
    }
    paths = paths.subspan(same);
  }
  return delete_keys(execution, std::move(root), keys);
}

}  // namespace

Value index_value(Execution& execution, const Value& container, const Value& key) {
  if (container.is_object() && key.is_string()) {
    const Value* found = container.find(key.as_string());
    return found == nullptr ? Value() : *found;
  }
  if (container.is_array() && key.is_number()) {
    const double position = position_of(key, container.size());
    if (!(position >= 0 && position < static_cast<double>(container.size()))) return {};
    return container.items()[static_cast<std::size_t>(position)];
  }
  if (key.is_object() && (container.is_array() || container.is_string() || container.is_null())) {
    if (!is_slice(key)) return execution.fail(kNoSlice);
    return slice(execution, container, key);
  }
  if (container.is_null() && (key.is_string() || key.is_number() || key.is_null())) return {};
  if (container.is_array() && key.is_array()) return indices_of(execution, container, key);
  return cannot_index(execution, container, key);
}

Value slice_key(Execution& execution, const Value& from, const Value& upto) {
  execution.charge_bytes(2 * sizeof(Member));
  return Value::object({{"start", from}, {"end", upto}});
}

Value get_path(Execution& execution, const Value& root, std::span<const Value> path) {
  Value at = root;
  for (const Value& key : path) {
    if (at.is_null() || execution.stopped() || !execution.charge_steps(1)) return {};
    at = index_value(execution, at, key);
  }
  return at;
}

Value set_path(Execution& execution, Value root, std::span<const Value> path, Value leaf) {
  if (path.empty()) return leaf;
  const Deeper deeper(execution);
  if (!deeper.ok() || !execution.charge_steps(2)) return {};
  const Value& key = path.front();
  const auto rest = path.subspan(1);
  if (key.is_string() && (root.is_object() || root.is_null())) {
    return set_in_object(execution, std::move(root), key, rest, std::move(leaf));
  }
  if (key.is_number() && (root.is_array() || root.is_null())) {
    return set_in_array(execution, std::move(root), key, rest, std::move(leaf));
  }
  if (key.is_object() && (root.is_array() || root.is_null())) {
    return set_slice(execution, std::move(root), key, rest, std::move(leaf));
  }
  return cannot_set(execution, root, key);
}

Value delete_paths(Execution& execution, Value root, std::vector<Value> paths) {
  if (!execution.charge_steps(paths.size() * 8)) return {};
  for (const Value& path : paths) {
    if (!path.is_array()) {
      return execution.fail("Path must be specified as array, not " + std::string(kind_name(path.kind())));
    }
  }
  if (paths.empty()) return root;
  std::ranges::sort(paths);
  if (paths.front().size() == 0) return {};
  return execution.built(delete_sorted(execution, std::move(root), paths, 0));
}

}  // namespace baton::jq
