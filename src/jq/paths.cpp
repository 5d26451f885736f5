#include "jq/paths.hpp"

#include "jq/arithmetic.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace baton::jq {
namespace {

Value cannot_index(Execution& execution, const Value& container, const Value& key) {
  std::string message = "Cannot index " + std::string(kind_name(container.kind())) + " with ";
  if (key.is_string()) {
    message += "string \"" + std::string(key.as_string().substr(0, 200)) + "\"";
  } else {
    message += kind_name(key.kind());
  }
  return execution.fail(message);
}

bool is_slice(const Value& key) {
  return key.is_object() && (key.find("start") != nullptr || key.find("end") != nullptr);
}

struct Bounds {
  std::size_t from = 0;
  std::size_t upto = 0;
};

// The part of a sequence of that length that a slice key means; nullopt, with an error, if it is not one.
std::optional<Bounds> bounds(Execution& execution, const Value& key, std::size_t length) {
  const Value* start = key.find("start");
  const Value* end = key.find("end");
  const auto fits = [](const Value* bound) { return bound == nullptr || bound->is_null() || bound->is_number(); };
  if (!fits(start) || !fits(end) || !is_slice(key)) {
    static_cast<void>(execution.fail("Start and end indices of an array slice must be numbers"));
    return std::nullopt;
  }
  const auto size = static_cast<double>(length);
  double from = start == nullptr || start->is_null() ? 0 : start->as_double();
  double upto = end == nullptr || end->is_null() ? size : end->as_double();
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
  if (pattern.empty()) return {};
  if (!execution.charge_walk(array) || !execution.charge_walk(wanted)) return {};
  for (std::size_t at = 0; at + pattern.size() <= items.size(); ++at) {
    std::size_t same = 0;
    while (same < pattern.size() && items[at + same] == pattern[same]) ++same;
    if (!execution.charge_steps(1 + same)) return {};
    if (same == pattern.size()) found.push_back(Value::number(static_cast<std::int64_t>(at)));
  }
  return new_array(execution, std::move(found));
}

// Where a number points in an array of that size; negative numbers count from the end and may point before the start.
double position_of(const Value& key, std::size_t size) {
  const double position = std::floor(key.as_double());
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
  if (key.is_object() && !root.is_array()) {
    return execution.fail("Cannot update field at object index of " + std::string(kind_name(root.kind())));
  }
  if (key.is_array() && root.is_array()) return execution.fail("Cannot update field at array index of array");
  return cannot_index(execution, root, key);
}

Value delete_key(Execution& execution, Value root, const Value& key) {
  if (root.is_null()) return root;
  if (root.is_object() && key.is_string()) {
    if (!execution.charge_bytes(sizeof(Member) * root.size())) return {};
    return without(std::move(root), key.as_string());
  }
  if (root.is_array() && (key.is_number() || is_slice(key))) {
    Bounds part;
    if (key.is_number()) {
      const double position = position_of(key, root.size());
      if (position < 0 || position >= static_cast<double>(root.size())) return root;
      part.from = static_cast<std::size_t>(position);
      part.upto = part.from + 1;
    } else {
      const auto found = bounds(execution, key, root.size());
      if (!found) return {};
      part = *found;
    }
    if (!execution.charge_bytes(sizeof(Value) * root.size())) return {};
    std::vector<Value> items = take_items(std::move(root));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(part.from),
                items.begin() + static_cast<std::ptrdiff_t>(part.upto));
    return Value::array(std::move(items));
  }
  const std::string_view of = kind_name(root.kind());
  if (key.is_string() || key.is_number()) {
    return execution.fail("Cannot delete field at " + std::string(key.is_string() ? "object" : "array") + " index of " +
                          std::string(of));
  }
  return execution.fail("Cannot delete fields from " + std::string(of));
}

Value delete_path(Execution& execution, Value root, std::span<const Value> path) {
  if (path.empty()) return {};
  if (path.size() == 1) return delete_key(execution, std::move(root), path.front());
  if (root.is_null()) return root;
  Value part = index_value(execution, root, path.front());
  if (execution.stopped() || part.is_null()) return root;
  part = delete_path(execution, std::move(part), path.subspan(1));
  if (execution.stopped()) return {};
  return set_path(execution, std::move(root), path.first(1), std::move(part));
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
    if (!is_slice(key)) return execution.fail("Start and end indices of an array slice must be numbers");
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
  std::ranges::sort(paths, std::greater<>());  // from the back, so that earlier positions stay what they are
  for (const Value& path : paths) {
    if (!path.is_array()) return execution.fail("Path must be specified as an array");
    if (execution.stopped() || !execution.charge_steps(1 + path.size())) return {};
    root = delete_path(execution, std::move(root), path.items());
  }
  return execution.built(std::move(root));
}

}  // namespace baton::jq
