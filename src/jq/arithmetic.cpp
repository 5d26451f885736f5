#include "jq/arithmetic.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace baton::jq {
namespace {

// NaN is less than everything, even itself: not an order to sort by, but what jq's operators say.
std::weak_ordering order_with_nan(const Value& left, const Value& right);

std::weak_ordering order_of_arrays(std::span<const Value> left, std::span<const Value> right) {
  for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at) {
    if (const auto order = order_with_nan(left[at], right[at]); order != 0) return order;
  }
  return left.size() <=> right.size();
}

struct Columns {
  std::vector<Value> keys;
  std::vector<Value> values;  // in the order of the keys
};

Columns columns_of(const Value& object) {
  Columns columns;
  for (const Member& member : object.members()) columns.keys.push_back(member.key);
  std::ranges::sort(columns.keys);
  for (const Value& key : columns.keys) columns.values.push_back(*object.find(key.as_string()));
  return columns;
}

std::weak_ordering order_with_nan(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return left.kind() <=> right.kind();
  if (left.identity() != nullptr && left.identity() == right.identity()) return std::weak_ordering::equivalent;
  if (left.is_number() && std::isnan(left.as_double())) return std::weak_ordering::less;
  if (left.is_array()) return order_of_arrays(left.items(), right.items());
  if (!left.is_object()) return left <=> right;
  const Columns lefts = columns_of(left);
  const Columns rights = columns_of(right);
  const auto keys = order_of_arrays(lefts.keys, rights.keys);
  return keys != 0 ? keys : order_of_arrays(lefts.values, rights.values);
}

bool compare_with_nan(Comparison comparison, const Value& left, const Value& right) {
  const auto order = order_with_nan(left, right);
  switch (comparison) {
    case Comparison::Equal:
      return order == 0;
    case Comparison::NotEqual:
      return order != 0;
    case Comparison::Less:
      return order < 0;
    case Comparison::LessEqual:
      return order <= 0;
    case Comparison::Greater:
      return order > 0;
    case Comparison::GreaterEqual:
      return order >= 0;
  }
  return false;
}

// At least so many bytes of the value's JSON text, or all of it. Of a large value not all is written out.
std::string beginning_of(const Value& value, std::size_t bytes) {
  constexpr std::size_t kSmall = 4096;
  if (measure(value).bytes < kSmall) return to_json(finite(value));
  if (value.is_string()) return to_json(Value::string(value.as_string().substr(0, bytes)));
  if (value.is_number()) return std::string(value.number_text());
  std::string text;
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      text += (text.empty() ? '[' : ',') + beginning_of(item, bytes);
      if (text.size() >= bytes) break;
    }
  } else {
    for (const Member& member : value.members()) {
      text += (text.empty() ? '{' : ',') + beginning_of(member.key, bytes) + ":" + beginning_of(member.value, bytes);
      if (text.size() >= bytes) break;
    }
  }
  return text + std::string(bytes, ' ');
}

Value mismatch(Execution& execution, const Value& left, const Value& right, std::string_view verb) {
  return execution.fail(described(left) + " and " + described(right) + " cannot be " + std::string(verb));
}

Value append_items(Execution& execution, Value left, const Value& right) {
  const auto added = right.items();
  if (added.empty()) return left;
  const bool shared = !is_unshared(left);
  if (!execution.charge_bytes(sizeof(Value) * (added.size() + (shared ? left.size() : 0)))) return {};
  for (const Value& item : added) left = with_last(std::move(left), item);
  return execution.built(std::move(left));
}

Value merge(Execution& execution, Value left, const Value& right) {
  if (!is_unshared(left) && !execution.charge_bytes(sizeof(Member) * left.size())) return {};
  if (!execution.charge_bytes(sizeof(Member) * right.size())) return {};
  if (!execution.charge_steps(right.size() * (1 + left.size() / 512))) return {};
  for (const Member& member : right.members()) left = std::move(left).with(member.name(), member.value);
  return execution.built(std::move(left));
}

Value concatenate(Execution& execution, const Value& left, const Value& right) {
  if (left.as_string().empty()) return right;
  if (right.as_string().empty()) return left;
  if (!execution.charge_bytes(left.as_string().size() + right.as_string().size())) return {};
  std::string joined;
  joined.reserve(left.as_string().size() + right.as_string().size());
  joined.append(left.as_string()).append(right.as_string());
  return new_string(execution, joined);
}

Value add(Execution& execution, Value left, Value right) {
  if (left.is_null()) return right;
  if (right.is_null()) return left;
  if (left.kind() == right.kind()) {
    switch (left.kind()) {
      case Kind::Number:
        return execution.number(left.as_double() + right.as_double());
      case Kind::String:
        return concatenate(execution, left, right);
      case Kind::Array:
        return append_items(execution, std::move(left), right);
      case Kind::Object:
        return merge(execution, std::move(left), right);
      case Kind::Null:
      case Kind::Boolean:
        break;
    }
  }
  return mismatch(execution, left, right, "added");
}

Value remove_items(Execution& execution, const Value& left, const Value& right) {
  std::vector<Value> removed(right.items().begin(), right.items().end());
  const std::uint64_t turns = 8 + std::bit_width(removed.size());
  if (!execution.charge_steps((left.size() + right.size()) * turns) || !execution.charge_walk(left) ||
      !execution.charge_walk(right)) {
    return {};
  }
  std::ranges::sort(removed);
  std::vector<Value> kept;
  for (const Value& item : left.items()) {
    // What holds a NaN equals nothing, so it stays.
    if (!std::ranges::binary_search(removed, item) || !equal(execution, item, item)) kept.push_back(item);
  }
  return new_array(execution, std::move(kept));
}

Value subtract(Execution& execution, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return execution.number(left.as_double() - right.as_double());
  if (left.is_array() && right.is_array()) return remove_items(execution, left, right);
  return mismatch(execution, left, right, "subtracted");
}

Value repeat(Execution& execution, std::string_view text, double times) {
  if (!(times >= 0)) return {};
  const double count = std::floor(times);
  constexpr double kLongest = 2147483647;
  if (count * static_cast<double>(text.size()) >= kLongest) return execution.fail("Repeat string result too long");
  if (text.empty()) return Value::string("");
  if (!execution.charge_bytes(count * static_cast<double>(text.size() + 1) > 1e18
                                  ? UINT64_MAX
                                  : static_cast<std::uint64_t>(count) * (text.size() + 1))) {
    return {};
  }
  std::string repeated;
  repeated.reserve(static_cast<std::size_t>(count) * text.size());
  for (std::size_t turn = 0; turn < static_cast<std::size_t>(count); ++turn) repeated += text;
  return execution.built(Value::string(repeated));
}

Value merge_deeply(Execution& execution, Value left, const Value& right) {
  const Deeper deeper(execution);
  if (!deeper.ok() || !execution.charge_steps(1 + right.size())) return {};
  if (!execution.charge_bytes(sizeof(Member) * (left.size() + right.size()))) return {};
  for (const Member& member : right.members()) {
    const Value* present = left.find(member.name());
    Value merged = present != nullptr && present->is_object() && member.value.is_object()
                       ? merge_deeply(execution, *present, member.value)
                       : member.value;
    if (execution.stopped()) return {};
    left = std::move(left).with(member.name(), std::move(merged));
  }
  return execution.built(std::move(left));
}

Value multiply(Execution& execution, Value left, const Value& right) {
  if (left.is_number() && right.is_number()) return execution.number(left.as_double() * right.as_double());
  if (left.is_string() && right.is_number()) return repeat(execution, left.as_string(), right.as_double());
  if (left.is_number() && right.is_string()) return repeat(execution, right.as_string(), left.as_double());
  if (left.is_object() && right.is_object()) return merge_deeply(execution, std::move(left), right);
  return mismatch(execution, left, right, "multiplied");
}

Value divide(Execution& execution, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) {
    const double divisor = right.as_double();
    if (divisor == 0) return mismatch(execution, left, right, "divided because the divisor is zero");
    return execution.number(left.as_double() / divisor);
  }
  if (left.is_string() && right.is_string()) return split_text(execution, left.as_string(), right.as_string());
  return mismatch(execution, left, right, "divided");
}

// The nearest integer towards zero, or the outermost one.
std::int64_t whole(double real) {
  constexpr double kBound = 9223372036854775808.0;
  if (real >= kBound) return std::numeric_limits<std::int64_t>::max();
  return real <= -kBound ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(real);
}

std::uint64_t magnitude(std::int64_t integer) {
  return integer < 0 ? 0 - static_cast<std::uint64_t>(integer) : static_cast<std::uint64_t>(integer);
}

Value modulo(Execution& execution, const Value& left, const Value& right) {
  if (!left.is_number() || !right.is_number()) return mismatch(execution, left, right, "divided (remainder)");
  const double dividend_real = left.as_double();
  const double divisor_real = right.as_double();
  if (std::isnan(dividend_real) || std::isnan(divisor_real)) return execution.number(dividend_real + divisor_real);
  const std::uint64_t divisor = magnitude(whole(divisor_real));
  if (divisor == 0) return mismatch(execution, left, right, "divided (remainder) because the divisor is zero");
  const std::int64_t dividend = whole(dividend_real);
  const auto rest = static_cast<std::int64_t>(magnitude(dividend) % divisor);
  return Value::number(dividend < 0 ? -rest : rest);
}

}  // namespace

Value calculate(Execution& execution, Operator op, Value left, Value right) {
  if (!execution.charge_digits(left) || !execution.charge_digits(right)) return {};
  switch (op) {
    case Operator::Add:
      return add(execution, std::move(left), std::move(right));
    case Operator::Subtract:
      return subtract(execution, left, right);
    case Operator::Multiply:
      return multiply(execution, std::move(left), right);
    case Operator::Divide:
      return divide(execution, left, right);
    case Operator::Modulo:
      return modulo(execution, left, right);
  }
  return {};
}

Value negate(Execution& execution, const Value& value) {
  if (!value.is_number()) return execution.fail(described(value) + " cannot be negated");
  if (!execution.charge_digits(value)) return {};
  const std::string_view text = value.number_text();
  if (!std::isfinite(value.as_double())) return execution.number(-value.as_double());
  // The digits stay as they are, and zero has no sign.
  const bool loses_sign = text.starts_with('-');
  if (!loses_sign && value.as_double() == 0) return value;
  return *Value::number_from_text(loses_sign ? std::string(text.substr(1)) : "-" + std::string(text));
}

bool less(const Execution& execution, const Value& left, const Value& right) {
  return execution.has_non_finite() ? order_with_nan(left, right) < 0 : left < right;
}

bool equal(const Execution& execution, const Value& left, const Value& right) {
  return execution.has_non_finite() ? order_with_nan(left, right) == 0 : left == right;
}

namespace {

// A comparison ends with the shorter one of two texts or containers.
bool charge_comparison(Execution& execution, const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return true;
  if (left.is_number()) return execution.charge_digits(left) && execution.charge_digits(right);
  if (left.identity() == nullptr || right.identity() == nullptr) return true;
  const std::uint64_t bytes_a_step = left.is_string() ? kTextAStep : 64;
  return execution.charge_steps(std::min(measure(left).bytes, measure(right).bytes) / bytes_a_step);
}

}  // namespace

bool compare(Execution& execution, Comparison comparison, const Value& left, const Value& right) {
  if (!charge_comparison(execution, left, right)) return false;
  if (execution.has_non_finite()) return compare_with_nan(comparison, left, right);
  switch (comparison) {
    case Comparison::Equal:
      return left == right;
    case Comparison::NotEqual:
      return !(left == right);
    case Comparison::Less:
      return left < right;
    case Comparison::LessEqual:
      return left <= right;
    case Comparison::Greater:
      return left > right;
    case Comparison::GreaterEqual:
      return left >= right;
  }
  return false;
}

std::string described(const Value& value) {
  return std::string(kind_name(value.kind())) + " (" + shown(value) + ")";
}

std::string shown(const Value& value) {
  constexpr std::size_t kMost = 29;  // as jq 1.8 cuts
  std::string text = beginning_of(value, kMost + 1);
  if (text.size() <= kMost) return text;
  const bool closed = value.is_string() || value.is_array() || value.is_object();
  std::size_t cut = kMost - 3 - (closed ? 1 : 0);
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  text.resize(cut);
  text += "...";
  if (closed) text += value.is_string() ? '"' : value.is_array() ? ']' : '}';
  return text;
}

std::string json_of(const Execution& execution, const Value& value) {
  return to_json(execution.has_non_finite() ? finite(value) : value);
}

Value split_text(Execution& execution, std::string_view text, std::string_view separator) {
  std::vector<Value> parts;
  if (text.empty()) return new_array(execution, {});
  if (!execution.charge_bytes(text.size())) return {};
  while (true) {
    std::size_t length = 0;
    if (separator.empty()) {
      length = utf8::decode(text).length;
      if (length == text.size()) break;
    } else {
      const void* found = memmem(text.data(), text.size(), separator.data(), separator.size());
      if (found == nullptr) break;
      length = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    }
    if (!execution.charge_bytes(sizeof(Value))) return {};
    parts.push_back(Value::string(text.substr(0, length)));
    text.remove_prefix(length + separator.size());
  }
  parts.push_back(Value::string(text));
  return new_array(execution, std::move(parts));
}

bool charge_search(Execution& execution, const Value& text, const Value& wanted) {
  constexpr std::size_t kShort = 8;
  if (wanted.as_string().size() <= kShort) return execution.charge_walk(text);
  return execution.charge_scan(text) && execution.charge_scan(text) && execution.charge_scan(wanted);
}

Value new_string(Execution& execution, std::string_view text) {
  if (!execution.charge_bytes(text.size())) return {};
  return execution.built(Value::string(text));
}

Value new_array(Execution& execution, std::vector<Value> items) {
  if (!execution.charge_bytes(sizeof(Value) * (items.size() + 3))) return {};
  return execution.built(Value::array(std::move(items)));
}

}  // namespace baton::jq
