// Equality and jq's total order. Both walk with an explicit stack, so that depth costs memory and not stack.
#include "value/node.hpp"
#include "value/number.hpp"

#include <algorithm>

namespace baton {
namespace {

using Access = ValueAccess;

bool is_container(const Value& value) noexcept {
  return Access::tag(value) >= Tag::Array;
}

// Everything but arrays and objects, whose parts the caller compares.
std::weak_ordering compare_scalars(const Value& left, const Value& right) noexcept {
  if (left.kind() != right.kind()) return left.kind() <=> right.kind();
  if (left.is_boolean()) return Access::tag(left) <=> Access::tag(right);
  if (left.is_number()) return compare_numbers(Access::text(left), Access::text(right));
  if (left.is_string()) return Access::text(left).compare(Access::text(right)) <=> 0;
  return std::weak_ordering::equivalent;
}

struct Pair {
  const Value* left;
  const Value* right;
};

// Adds the pairs of parts that remain to be compared; false if the containers differ already.
bool add_parts(const Value& left, const Value& right, std::vector<Pair>& pairs) {
  if (left.size() != right.size()) return false;
  if (left.is_array()) {
    for (std::size_t at = 0; at < left.size(); ++at) pairs.push_back({&left.items()[at], &right.items()[at]});
    return true;
  }
  std::size_t at = 0;
  for (const Member& member : left.members()) {
    // Equal documents usually have their members in the same order.
    const Member& opposite = right.members()[at++];
    const Value* other = opposite.name() == member.name() ? &opposite.value : right.find(member.name());
    if (other == nullptr) return false;
    pairs.push_back({&member.value, other});
  }
  return true;
}

std::vector<const Member*> sorted_members(const Value& object) {
  std::vector<const Member*> sorted;
  sorted.reserve(object.size());
  for (const Member& member : object.members()) sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(), [](const Member* a, const Member* b) { return a->name() < b->name(); });
  return sorted;
}

// Two containers of one kind in the middle of their comparison.
class Walk {
 public:
  Walk(const Value& left, const Value& right) : size_order_(left.size() <=> right.size()) {
    if (left.is_array()) {
      const std::size_t common = std::min(left.size(), right.size());
      for (std::size_t at = 0; at < common; ++at) pairs_.push_back({&left.items()[at], &right.items()[at]});
      return;
    }
    const auto left_members = sorted_members(left);
    const auto right_members = sorted_members(right);
    const std::size_t common = std::min(left_members.size(), right_members.size());
    for (std::size_t at = 0; at < common; ++at) {
      pairs_.push_back({&left_members[at]->key, &right_members[at]->key});
    }
    // The values count only where all keys are equal; otherwise a key or the number of keys decides before them.
    if (left_members.size() != right_members.size()) return;
    for (std::size_t at = 0; at < common; ++at) {
      pairs_.push_back({&left_members[at]->value, &right_members[at]->value});
    }
  }

  [[nodiscard]] bool done() const { return next_ == pairs_.size(); }
  Pair next() { return pairs_[next_++]; }
  [[nodiscard]] std::weak_ordering size_order() const { return size_order_; }

 private:
  std::vector<Pair> pairs_;
  std::size_t next_ = 0;
  std::weak_ordering size_order_;
};

}  // namespace

bool Value::equals(const Value& right) const noexcept {
  const Value& left = *this;
  if (Access::same_bytes(left, right)) return true;
  if (!is_container(left) || !is_container(right)) return compare_scalars(left, right) == 0;
  std::vector<Pair> pairs{{&left, &right}};
  while (!pairs.empty()) {
    const auto [a, b] = pairs.back();
    pairs.pop_back();
    if (Access::same_bytes(*a, *b)) continue;
    if (compare_scalars(*a, *b) != 0) return false;
    if (is_container(*a) && !add_parts(*a, *b, pairs)) return false;
  }
  return true;
}

std::weak_ordering Value::compare(const Value& right) const noexcept {
  const Value& left = *this;
  const auto top = compare_scalars(left, right);
  if (top != 0 || !is_container(left)) return top;
  std::vector<Walk> walks;
  walks.emplace_back(left, right);
  while (!walks.empty()) {
    if (walks.back().done()) {
      const auto size_order = walks.back().size_order();
      if (size_order != 0) return size_order;
      walks.pop_back();
      continue;
    }
    const auto [a, b] = walks.back().next();
    if (Access::same_bytes(*a, *b)) continue;
    const auto order = compare_scalars(*a, *b);
    if (order != 0) return order;
    if (is_container(*a)) walks.emplace_back(*a, *b);
  }
  return std::weak_ordering::equivalent;
}

}  // namespace baton
