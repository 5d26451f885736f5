#include "jq/arithmetic.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace baton::jq {
namespace {

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
        return Value::number(left.as_double() + right.as_double());
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
    if (!std::ranges::binary_search(removed, item)) kept.push_back(item);
  }
  return new_array(execution, std::move(kept));
}

Value subtract(Execution& execution, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return Value::number(left.as_double() - right.as_double());
  if (left.is_array() && right.is_array()) return remove_items(execution, left, right);
  return mismatch(execution, left, right, "subtracted");
}

Value repeat(Execution& execution, std::string_view text, double times) {
  const double count = std::trunc(times - 1) + 1;  // as jq rounds
  if (count < 1) return {};
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
  if (left.is_number() && right.is_number()) return Value::number(left.as_double() * right.as_double());
  if (left.is_string() && right.is_number()) return repeat(execution, left.as_string(), right.as_double());
  if (left.is_number() && right.is_string()) return repeat(execution, right.as_string(), left.as_double());
  if (left.is_object() && right.is_object()) return merge_deeply(execution, std::move(left), right);
  return mismatch(execution, left, right, "multiplied");
}

Value divide(Execution& execution, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) {
    const double divisor = right.as_double();
    if (divisor == 0) return mismatch(execution, left, right, "divided because the divisor is zero");
    return Value::number(left.as_double() / divisor);
  }
  if (left.is_string() && right.is_string()) return split_text(execution, left.as_string(), right.as_string());
  return mismatch(execution, left, right, "divided");
}

// Both operands are cut to integers first; what does not fit becomes the nearest one.
std::int64_t whole(double real) {
  constexpr double kBound = 9223372036854774784.0;  // the largest double below 2^63
  return static_cast<std::int64_t>(std::clamp(real, -kBound, kBound));
}

Value modulo(Execution& execution, const Value& left, const Value& right) {
  if (!left.is_number() || !right.is_number()) return mismatch(execution, left, right, "divided (remainder)");
  const std::int64_t divisor = std::abs(whole(right.as_double()));
  if (divisor == 0) return mismatch(execution, left, right, "divided (remainder) because the divisor is zero");
  return Value::number(whole(left.as_double()) % divisor);
}

}  // namespace

Value calculate(Execution& execution, Operator op, Value left, Value right) {
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
  return Value::number(-value.as_double());
}

bool compare(Execution& execution, Comparison comparison, const Value& left, const Value& right) {
  if (left.identity() != nullptr && right.identity() != nullptr && left.kind() == right.kind()) {
    const std::uint64_t bytes_a_step = left.is_string() ? kTextAStep : 64;
    if (!execution.charge_steps(std::min(measure(left).bytes, measure(right).bytes) / bytes_a_step)) return false;
  }
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
  constexpr std::size_t kShown = 11;  // as jq 1.6 cuts
  std::string text = measure(value).bytes < 4096 ? to_json(value) : std::string(kShown + 1, '.');
  if (text.size() > kShown) {
    std::size_t cut = kShown - 3;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "...";
  }
  return std::string(kind_name(value.kind())) + " (" + text + ")";
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
