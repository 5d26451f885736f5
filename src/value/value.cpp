#include <baton/value.hpp>

#include "base/check.hpp"
#include "value/measure.hpp"
#include "value/node.hpp"
#include "value/number.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace baton {
namespace {

using Access = ValueAccess;

constexpr std::size_t kFewMembers = MemberIndex::kScanned;

bool drop_reference(Node& node) noexcept {
  return node.references.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

void free_text(const Value& value) noexcept {
  auto* node = Access::node<TextNode>(value);
  node->~TextNode();
  ::operator delete(node);
}

// Gives up a part of a dead container: an unshared container joins the list of the dead.
void release_part(Value& part, ContainerNode*& dead) noexcept {
  if (Access::has_node(part) && drop_reference(*Access::node<Node>(part))) {
    if (is_long_text(Access::tag(part))) {
      free_text(part);
    } else {
      auto* node = Access::node<ContainerNode>(part);
      node->next_dead = dead;
      dead = node;
    }
  }
  Access::clear(part);
}

void destroy_container(ContainerNode* dead) noexcept {
  while (dead != nullptr) {
    ContainerNode* node = dead;
    dead = node->next_dead;
    if (node->is_array) {
      auto* array = static_cast<ArrayNode*>(node);
      for (Value& item : array->items) release_part(item, dead);
      delete array;
    } else {
      auto* object = static_cast<ObjectNode*>(node);
      for (Member& member : object->members) {
        release_part(member.key, dead);
        release_part(member.value, dead);
      }
      delete object;
    }
  }
}

// Of members with the same key the last value stays, in the place of the first.
std::vector<Member> without_duplicates(std::vector<Member> members) {
  std::vector<std::uint32_t> order(members.size());
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = static_cast<std::uint32_t>(at);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int compared = members[a].name().compare(members[b].name());
    return compared != 0 ? compared < 0 : a < b;
  });
  std::vector<bool> dropped(members.size());
  bool any = false;
  for (std::size_t at = 0; at + 1 < order.size();) {
    const std::size_t first = order[at];
    std::size_t last = at + 1;
    while (last < order.size() && members[order[last]].name() == members[first].name()) dropped[order[last++]] = true;
    if (last - at > 1) {
      members[first].value = std::move(members[order[last - 1]].value);
      any = true;
    }
    at = last;
  }
  if (!any) return members;
  std::vector<Member> distinct;
  for (std::size_t at = 0; at < members.size(); ++at) {
    if (!dropped[at]) distinct.push_back(std::move(members[at]));
  }
  return distinct;
}

bool has_duplicate_in_few(std::span<const Member> members) {
  for (std::size_t at = 1; at < members.size(); ++at) {
    for (std::size_t before = 0; before < at; ++before) {
      if (members[at].name() == members[before].name()) return true;
    }
  }
  return false;
}

template <class Integer>
Value integer_value(Integer integer) {
  char buffer[24];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, integer);
  return Access::text_value(Tag::ShortNumber, {buffer, static_cast<std::size_t>(end - buffer)});
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Boolean:
      return "boolean";
    case Kind::Number:
      return "number";
    case Kind::String:
      return "string";
    case Kind::Array:
      return "array";
    case Kind::Object:
      return "object";
  }
  return "";
}

Value::Value(std::initializer_list<Member> members) : Value(object(std::vector<Member>(members))) {}

void Value::retain() const noexcept {
  if (auto* node = Access::node<Node>(*this)) node->references.fetch_add(1, std::memory_order_relaxed);
}

void Value::release() noexcept {
  auto* node = Access::node<Node>(*this);
  if (node == nullptr || !drop_reference(*node)) return;
  if (is_long_text(Access::tag(*this))) {
    free_text(*this);
  } else {
    destroy_container(Access::node<ContainerNode>(*this));
  }
}

Value Value::boolean(bool flag) noexcept {
  return Access::plain(flag ? Tag::True : Tag::False);
}

Value Value::of_signed(std::int64_t integer) {
  return integer_value(integer);
}

Value Value::of_unsigned(std::uint64_t integer) {
  return integer_value(integer);
}

Value Value::of_double(double real) {
  if (std::isnan(real)) return {};
  constexpr double kLargest = std::numeric_limits<double>::max();
  return Access::text_value(Tag::ShortNumber, number_from_double(std::clamp(real, -kLargest, kLargest)));
}

std::optional<Value> Value::number_from_text(std::string_view text) {
  if (text.empty() || number_length(text) != text.size()) return std::nullopt;
  return Access::text_value(Tag::ShortNumber, text);
}

Value Value::string(std::string_view text) {
  if (utf8::find_invalid(text) == text.size()) return Access::text_value(Tag::ShortString, text);
  return Access::text_value(Tag::ShortString, utf8::repair(text));
}

Value Value::array(std::vector<Value> items) {
  return Access::array(std::move(items));
}

Value Value::object(std::vector<Member> members) {
  for (const Member& member : members) BATON_CHECK(member.key.is_string(), "a member's key must be a string");
  if (members.size() > kFewMembers || has_duplicate_in_few(members)) members = without_duplicates(std::move(members));
  return Access::distinct_object(std::move(members));
}

Value detail::object_of_map(std::vector<Member> members) {
  const std::size_t count = members.size();
  Value object = Value::object(std::move(members));
  if (object.size() == count) return object;
  throw std::invalid_argument(
      "two keys of a map are the same text in JSON; bytes that are not UTF-8 are not kept apart");
}

Kind Value::kind() const noexcept {
  switch (Access::tag(*this)) {
    case Tag::Null:
      return Kind::Null;
    case Tag::False:
    case Tag::True:
      return Kind::Boolean;
    case Tag::ShortNumber:
    case Tag::LongNumber:
      return Kind::Number;
    case Tag::ShortString:
    case Tag::LongString:
      return Kind::String;
    case Tag::Array:
      return Kind::Array;
    case Tag::Object:
      return Kind::Object;
  }
  return Kind::Null;
}

bool Value::is_truthy() const noexcept {
  return Access::tag(*this) > Tag::False;
}

bool Value::as_boolean() const {
  BATON_CHECK(is_boolean(), "as_boolean() of a value that is not a boolean");
  return Access::tag(*this) == Tag::True;
}

std::string_view Value::as_string() const {
  BATON_CHECK(is_string(), "as_string() of a value that is not a string");
  return Access::text(*this);
}

std::string_view Value::number_text() const {
  BATON_CHECK(is_number(), "number_text() of a value that is not a number");
  return Access::text(*this);
}

double Value::as_double() const {
  BATON_CHECK(is_number(), "as_double() of a value that is not a number");
  return double_from_number(Access::text(*this));
}

std::span<const Value> Value::items() const {
  BATON_CHECK(is_array(), "items() of a value that is not an array");
  if (!Access::has_node(*this)) return {};
  return Access::node<ArrayNode>(*this)->items;
}

std::span<const Member> Value::members() const {
  BATON_CHECK(is_object(), "members() of a value that is not an object");
  if (!Access::has_node(*this)) return {};
  return Access::node<ObjectNode>(*this)->members;
}

std::optional<std::int64_t> Value::as_integer() const noexcept {
  if (!is_number()) return std::nullopt;
  return integer_from_number(Access::text(*this));
}

std::size_t Value::size() const noexcept {
  if (!Access::has_node(*this)) return 0;
  if (Access::tag(*this) == Tag::Array) return Access::node<ArrayNode>(*this)->items.size();
  if (Access::tag(*this) == Tag::Object) return Access::node<ObjectNode>(*this)->members.size();
  return 0;
}

const Value* Value::find(std::string_view key) const noexcept {
  if (Access::tag(*this) != Tag::Object || !Access::has_node(*this)) return nullptr;
  const auto* node = Access::node<ObjectNode>(*this);
  const auto at = node->position(key);
  return at ? &node->members[*at].value : nullptr;
}

Value Value::with(std::string_view key, Value value) const& {
  return Value(*this).with(key, std::move(value));
}

Value Value::with(std::string_view key, Value value) && {
  BATON_CHECK(is_null() || is_object(), "with() of a value that is neither an object nor null");
  if (!Access::has_node(*this)) {
    std::vector<Member> members;
    members.emplace_back(key, std::move(value));
    return Access::distinct_object(std::move(members));
  }
  if (is_unshared(*this)) {
    Access::node<ObjectNode>(*this)->set(key, std::move(value));
    return std::move(*this);
  }
  const auto shared = members();
  std::vector<Member> copy;
  copy.reserve(shared.size() + 1);
  copy.assign(shared.begin(), shared.end());
  auto* node = new ObjectNode(std::move(copy));
  node->set(key, std::move(value));
  return Access::from_node(Tag::Object, node);
}

const void* Value::identity() const noexcept {
  return Access::has_node(*this) ? Access::node<Node>(*this) : nullptr;
}

}  // namespace baton
