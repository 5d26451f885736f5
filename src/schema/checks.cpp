// The rules that concern a value alone.
#include "schema/validator.hpp"
#include "value/measure.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace baton::schema {
namespace {

// How many bytes a step reads.
constexpr std::uint64_t kBytesReadAStep = 64;

std::string counted(std::uint64_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
}

// To compare a number, all of its digits are read.
bool is_long_number(const Value& value) {
  return value.is_number() && value.number_text().size() > kBytesReadAStep;
}

// Scalars differ quickly, and containers and long numbers may not.
std::uint64_t steps_to_sort(const Value& array) {
  constexpr std::uint64_t kTooMany = std::uint64_t{1} << 40U;  // shared parts may count very often
  constexpr std::uint64_t kScalarsAStep = 4;
  if (measure(array).bytes > kTooMany) return kTooMany;
  std::uint64_t scalars = 0;
  std::uint64_t bytes = 0;
  for (const Value& item : array.items()) {
    const bool is_read = item.is_array() || item.is_object() || is_long_number(item);
    scalars += is_read ? 0 : 1;
    bytes += measure(item).bytes / (is_read ? 1 : 8);
  }
  return (scalars / kScalarsAStep + bytes / kBytesReadAStep) * std::bit_width(array.size());
}

std::string_view unit_of(Kind kind) {
  return kind == Kind::String ? "character" : kind == Kind::Array ? "item" : "member";
}

}  // namespace

bool Validator::check(const TypeRule& rule, const Subject& subject) {
  const Kind kind = subject.value.kind();
  if ((rule.kinds & (1U << static_cast<unsigned>(kind))) != 0) return true;
  if (kind == Kind::Number && rule.allows_integers) {
    const std::string_view text = subject.value.number_text();
    if (!charge(text.size() / kBytesReadAStep)) return false;
    if (Decimal::from(text).is_integer()) return true;
  }
  return report(subject, [&] { return "must be " + rule.names + ", not " + std::string(kind_name(kind)); });
}

bool Validator::check(const EqualsRule& rule, const Subject& subject) {
  const std::uint64_t bytes = measure(subject.value).bytes;
  const std::uint64_t digits = rule.digits / kBytesReadAStep;
  if (!charge((1 + bytes / kBytesReadAStep) * (1 + rule.values.size() / 4) + digits)) return false;
  return std::ranges::find(rule.values, subject.value) != rule.values.end() ||
         report(subject, [&] { return rule.message; });
}

bool Validator::check(const MultipleRule& rule, const Subject& subject) {
  if (!subject.value.is_number()) return true;
  const std::string_view text = subject.value.number_text();
  if (!charge(text.size() / kBytesReadAStep)) return false;
  const bool is_multiple = rule.divisor.divides(Decimal::from(text), meter_);
  if (!charge(0) || is_multiple) return is_multiple;
  return report(subject, [&] { return "must be a multiple of " + rule.number; });
}

bool Validator::check(const BoundRule& rule, const Subject& subject) {
  if (!subject.value.is_number()) return true;
  const std::string_view limit = rule.bound.number_text();
  if (!charge((subject.value.number_text().size() + limit.size()) / kBytesReadAStep)) return false;
  const std::string bound(limit.substr(0, 60));
  switch (rule.kind) {
    case BoundRule::Kind::AtLeast:
      return subject.value >= rule.bound || report(subject, [&] { return "must be at least " + bound; });
    case BoundRule::Kind::Above:
      return subject.value > rule.bound || report(subject, [&] { return "must be above " + bound; });
    case BoundRule::Kind::AtMost:
      return subject.value <= rule.bound || report(subject, [&] { return "must be at most " + bound; });
    case BoundRule::Kind::Below:
      return subject.value < rule.bound || report(subject, [&] { return "must be below " + bound; });
  }
  std::unreachable();
}

bool Validator::check(const SizeRule& rule, const Subject& subject) {
  if (subject.value.kind() != rule.of) return true;
  std::uint64_t size = subject.value.size();
  if (rule.of == Kind::String) {
    const std::string_view text = subject.value.as_string();
    if (!charge(text.size() / kBytesReadAStep)) return false;
    size = utf8::count(text);
  }
  const bool is_least = rule.bound == SizeRule::Bound::AtLeast;
  if (is_least ? size >= rule.count : size <= rule.count) return true;
  return report(subject, [&] {
    return (is_least ? "must have at least " : "must have at most ") + counted(rule.count, unit_of(rule.of)) +
           ", but has " + std::to_string(size);
  });
}

bool Validator::check(const PatternRule& rule, const Subject& subject) {
  if (!subject.value.is_string()) return true;
  const bool is_match = rule.regex.is_found_in(subject.value.as_string(), meter_);
  if (!charge(0) || is_match) return is_match;
  return report(subject, [&] { return "must match the pattern " + rule.pattern; });
}

bool Validator::check(const FormatRule& rule, const Subject& subject) {
  if (!subject.value.is_string()) return true;
  const std::string_view text = subject.value.as_string();
  if (!charge(rule.name == "regex" ? text.size() * 8 : text.size() / 4)) return false;
  return rule.format(text) || report(subject, [&] { return "must have the format " + rule.name; });
}

bool Validator::check(const UniqueRule&, const Subject& subject) {
  if (!subject.value.is_array()) return true;
  if (!charge(steps_to_sort(subject.value))) return false;
  std::vector<const Value*> items;
  items.reserve(subject.value.size());
  for (const Value& item : subject.value.items()) items.push_back(&item);
  std::ranges::sort(items, [](const Value* left, const Value* right) {
    const auto order = *left <=> *right;
    return order == 0 ? left < right : order < 0;
  });
  const auto twin =
      std::ranges::adjacent_find(items, [](const Value* left, const Value* right) { return *left == *right; });
  if (twin == items.end()) return true;
  const Value* const first = subject.value.items().data();
  return report(subject, [&] {
    return "must have items that all differ, but items " + std::to_string(*twin - first) + " and " +
           std::to_string(*std::next(twin) - first) + " are equal";
  });
}

bool Validator::require(const Subject& subject, const std::vector<std::string>& names) {
  bool is_valid = true;
  for (const std::string& name : names) {
    if (!charge(1 + subject.value.size() / 16)) return false;
    if (subject.value.find(name) == nullptr)
      is_valid = report(subject, [&] { return "must have a member \"" + name + "\""; });
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check(const RequiredRule& rule, const Subject& subject) {
  return !subject.value.is_object() || require(subject, rule.names);
}

bool Validator::check(const DependentRequiredRule& rule, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool is_valid = true;
  for (const DependentNames& dependent : rule.names) {
    if (!charge(1 + subject.value.size() / 16)) return false;
    if (subject.value.find(dependent.name) != nullptr) is_valid &= require(subject, dependent.needs);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

}  // namespace baton::schema
