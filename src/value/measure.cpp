#include "value/measure.hpp"

#include "base/check.hpp"
#include "value/node.hpp"
#include "value/number.hpp"

#include <algorithm>
#include <cmath>

namespace baton {
namespace {

using Access = ValueAccess;

}  // namespace

Value number_of_any_kind(double real) {
  if (std::isfinite(real)) return Value::number(real);
  const std::string_view text = std::isnan(real) ? kNan : real > 0 ? kInfinity : kMinusInfinity;
  return Access::text_value(Tag::ShortNumber, text);
}

Value finite(const Value& value) {
  if (value.is_number()) {
    const double real = value.as_double();
    return std::isfinite(real) ? value : Value::number(real);
  }
  if (value.is_array()) {
    std::vector<Value> items;
    items.reserve(value.size());
    for (const Value& item : value.items()) items.push_back(finite(item));
    return Value::array(std::move(items));
  }
  if (value.is_object()) {
    std::vector<Member> members;
    members.reserve(value.size());
    for (const Member& member : value.members()) members.emplace_back(member.key, finite(member.value));
    return Value::object(std::move(members));
  }
  return value;
}

Measure measure(const Value& value) noexcept {
  if (!Access::has_node(value)) return {sizeof(Value), Access::tag(value) >= Tag::Array ? 1U : 0U};
  if (is_long_text(Access::tag(value))) return {sizeof(Value) + Access::node<TextNode>(value)->size, 0};
  return Access::node<ContainerNode>(value)->measure;
}

bool is_unshared(const Value& value) noexcept {
  return !Access::has_node(value) || Access::node<Node>(value)->references.load(std::memory_order_acquire) == 1;
}

std::vector<Value> take_items(Value&& array) {
  const auto items = array.items();
  if (!items.empty() && is_unshared(array)) {
    std::vector<Value> taken = std::move(Access::node<ArrayNode>(array)->items);
    array = Value();
    return taken;
  }
  return {items.begin(), items.end()};
}

std::vector<Member> take_members(Value&& object) {
  const auto members = object.members();
  if (!members.empty() && is_unshared(object)) {
    std::vector<Member> taken = std::move(Access::node<ObjectNode>(object)->members);
    object = Value();
    return taken;
  }
  return {members.begin(), members.end()};
}

Value with_item(Value&& array, std::size_t position, Value item) {
  BATON_CHECK(position < array.size(), "with_item() beyond the array's end");
  if (is_unshared(array)) {
    Access::node<ArrayNode>(array)->set(position, std::move(item));
    return std::move(array);
  }
  std::vector<Value> copy = take_items(std::move(array));
  copy[position] = std::move(item);
  return Access::array(std::move(copy));
}

std::size_t measured_without_item(const Value& array, std::size_t position) {
  return Access::node<ArrayNode>(array)->is_measured_again(position, Value()) ? array.size() : 0;
}

std::size_t measured_without_member(const Value& object, std::string_view key) {
  const auto* node = Access::node<ObjectNode>(object);
  const auto position = node->position(key);
  return position && node->is_measured_again(*position, Value()) ? object.size() : 0;
}

Value with_last(Value&& array, Value item) {
  if (array.size() > 0 && is_unshared(array)) {
    Access::node<ArrayNode>(array)->append(std::move(item));
    return std::move(array);
  }
  const auto items = array.items();
  std::vector<Value> copy;
  copy.reserve(items.size() + 1);
  copy.assign(items.begin(), items.end());
  copy.push_back(std::move(item));
  return Access::array(std::move(copy));
}

Value without(Value&& object, std::string_view key) {
  if (object.find(key) == nullptr) return std::move(object);
  std::vector<Member> members = take_members(std::move(object));
  std::erase_if(members, [&](const Member& member) { return member.name() == key; });
  return Access::distinct_object(std::move(members));
}

}  // namespace baton
