#include "value/node.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace baton {
namespace {

template <class Number>
constexpr Number kMost = std::numeric_limits<Number>::max();

template <class Number>
Number saturating_add(Number left, Number right) noexcept {
  return left > kMost<Number> - right ? kMost<Number> : left + right;
}

void add_part(Measure& whole, const Value& part) noexcept {
  const Measure size = measure(part);
  whole.bytes = saturating_add(whole.bytes, size.bytes);
  whole.depth = std::max(whole.depth, saturating_add(size.depth, std::uint32_t{1}));
}

// Accounts for one part in the place of another that was not the only deepest one. False if the whole must be measured
// again: it was saturated.
bool swap_part(Measure& whole, const Value& old_part, const Value& new_part) noexcept {
  if (whole.bytes == kMost<std::uint64_t>) return false;
  whole.bytes -= measure(old_part).bytes;
  add_part(whole, new_part);
  return true;
}

std::string_view key_at(std::span<const Member> members, std::size_t at) {
  return members[at].key.as_string();
}

}  // namespace

ArrayNode::ArrayNode(std::vector<Value> values) : items(std::move(values)) {
  is_array = true;
  measure_again();
}

bool ContainerNode::loses_depth(const Value& gone, const Value& come, std::span<const Value* const> others) const {
  const std::uint32_t depth = baton::measure(gone).depth;
  if (depth <= baton::measure(come).depth || depth + 1 < measure.depth) return false;
  return std::ranges::none_of(
      others, [&](const Value* other) { return other != &gone && baton::measure(*other).depth >= depth; });
}

bool ArrayNode::is_measured_again(std::size_t position, const Value& item) const {
  const std::array others{&items.front(), &items[std::min<std::size_t>(1, items.size() - 1)], &items.back()};
  return loses_depth(items[position], item, others);
}

void ArrayNode::set(std::size_t position, Value item) {
  const bool measured = !is_measured_again(position, item) && swap_part(measure, items[position], item);
  items[position] = std::move(item);
  if (!measured) measure_again();
}

void ArrayNode::append(Value item) {
  add_part(measure, item);
  items.push_back(std::move(item));
}

void ArrayNode::measure_again() {
  measure = {.bytes = sizeof(ArrayNode), .depth = 1};
  for (const Value& item : items) add_part(measure, item);
}

ObjectNode::ObjectNode(std::vector<Member> distinct) : members(std::move(distinct)) {
  measure_again();
  if (members.size() > MemberIndex::kScanned) index.build(members);
}

void ObjectNode::measure_again() {
  measure = {.bytes = sizeof(ObjectNode), .depth = 1};
  for (const Member& member : members) {
    add_part(measure, member.key);
    add_part(measure, member.value);
  }
}

std::optional<std::size_t> ObjectNode::position(std::string_view key) const {
  if (members.size() > MemberIndex::kScanned) return index.find(members, key);
  for (std::size_t at = 0; at < members.size(); ++at) {
    if (key_at(members, at) == key) return at;
  }
  return std::nullopt;
}

bool ObjectNode::is_measured_again(std::size_t position, const Value& value) const {
  const Member& second = members[std::min<std::size_t>(1, members.size() - 1)];
  const std::array others{&members.front().value, &second.value, &members.back().value};
  return loses_depth(members[position].value, value, others);
}

void ObjectNode::set(std::string_view key, Value value) {
  if (const auto at = position(key)) {
    const bool measured = !is_measured_again(*at, value) && swap_part(measure, members[*at].value, value);
    members[*at].value = std::move(value);
    if (!measured) measure_again();
    return;
  }
  members.emplace_back(key, std::move(value));
  add_part(measure, members.back().key);
  add_part(measure, members.back().value);
  if (members.size() == MemberIndex::kScanned + 1) {
    index.build(members);
  } else if (members.size() > MemberIndex::kScanned) {
    index.add_last(members);
  }
}

void MemberIndex::build(std::span<const Member> members) {
  positions_.resize(members.size());
  std::iota(positions_.begin(), positions_.end(), 0U);
  std::sort(positions_.begin(), positions_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key_at(members, a) < key_at(members, b); });
  settled_ = positions_.size();
}

void MemberIndex::add_last(std::span<const Member> members) {
  constexpr std::size_t kUnsettled = 512;
  const auto by_key = [&](std::uint32_t a, std::uint32_t b) { return key_at(members, a) < key_at(members, b); };
  const auto last = static_cast<std::uint32_t>(members.size() - 1);
  const auto newest = positions_.begin() + static_cast<std::ptrdiff_t>(settled_);
  positions_.insert(std::upper_bound(newest, positions_.end(), last, by_key), last);
  if (positions_.size() - settled_ < kUnsettled) return;
  std::inplace_merge(positions_.begin(), positions_.begin() + static_cast<std::ptrdiff_t>(settled_), positions_.end(),
                     by_key);
  settled_ = positions_.size();
}

std::optional<std::size_t> MemberIndex::find(std::span<const Member> members, std::string_view key) const {
  const auto search = [&](auto first, auto last) -> std::optional<std::size_t> {
    const auto before = [&](std::uint32_t position, std::string_view wanted) {
      return key_at(members, position) < wanted;
    };
    const auto found = std::lower_bound(first, last, key, before);
    if (found == last || key_at(members, *found) != key) return std::nullopt;
    return *found;
  };
  const auto newest = positions_.begin() + static_cast<std::ptrdiff_t>(settled_);
  if (const auto found = search(positions_.begin(), newest)) return found;
  return search(newest, positions_.end());
}

std::optional<std::size_t> MemberIndex::find_repeated(std::span<const Member> members) const {
  const auto same = [&](std::uint32_t a, std::uint32_t b) { return key_at(members, a) == key_at(members, b); };
  const auto found = std::adjacent_find(positions_.begin(), positions_.end(), same);
  if (found == positions_.end()) return std::nullopt;
  return *found;
}

Value ValueAccess::plain(Tag tag) noexcept {
  Value value;
  value.bytes_[15] = static_cast<unsigned char>(tag);
  return value;
}

Value ValueAccess::text_value(Tag short_tag, std::string_view text) {
  if (text.size() <= kShortText) {
    Value value = plain(short_tag);
    if (!text.empty()) std::memcpy(value.bytes_, text.data(), text.size());
    value.bytes_[14] = static_cast<unsigned char>(text.size());
    return value;
  }
  void* memory = ::operator new(sizeof(TextNode) + text.size());
  auto* node = new (memory) TextNode(text.size());
  std::memcpy(node->data(), text.data(), text.size());
  return from_node(short_tag == Tag::ShortNumber ? Tag::LongNumber : Tag::LongString, node);
}

Value ValueAccess::from_node(Tag tag, Node* node) noexcept {
  Value value = plain(tag);
  std::memcpy(value.bytes_, &node, sizeof node);
  return value;
}

Value ValueAccess::array(std::vector<Value> items) {
  if (items.empty()) return plain(Tag::Array);
  return from_node(Tag::Array, new ArrayNode(std::move(items)));
}

Value ValueAccess::distinct_object(std::vector<Member> members) {
  if (members.empty()) return plain(Tag::Object);
  return from_node(Tag::Object, new ObjectNode(std::move(members)));
}

}  // namespace baton
