#include "jq/arithmetic.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace baton::jq {
namespace {

Value mismatch(Machine& machine, const Value& left, const Value& right, std::string_view verb) {
  return machine.fail(described(left) + " and " + described(right) + " cannot be " + std::string(verb));
}

Value append_items(Machine& machine, Value left, const Value& right) {
  const auto added = right.items();
  if (added.empty()) return left;
  const bool shared = !is_unshared(left);
  if (!machine.charge_bytes(sizeof(Value) * (added.size() + (shared ? left.size() : 0)))) return {};
  for (const Value& item : added) left = with_last(std::move(left), item);
  return machine.built(std::move(left));
}

Value merge(Machine& machine, Value left, const Value& right) {
  if (!is_unshared(left) && !machine.charge_bytes(sizeof(Member) * left.size())) return {};
  if (!machine.charge_bytes(sizeof(Member) * right.size())) return {};
  if (!machine.charge_steps(right.size() * (1 + left.size() / 512))) return {};
  for (const Member& member : right.members()) left = std::move(left).with(member.name(), member.value);
  return machine.built(std::move(left));
}

Value concatenate(Machine& machine, const Value& left, const Value& right) {
  if (left.as_string().empty()) return right;
  if (right.as_string().empty()) return left;
  if (!machine.charge_bytes(left.as_string().size() + right.as_string().size())) return {};
  std::string joined;
  joined.reserve(left.as_string().size() + right.as_string().size());
  joined.append(left.as_string()).append(right.as_string());
  return new_string(machine, joined);
}

Value add(Machine& machine, Value left, Value right) {
  if (left.is_null()) return right;
  if (right.is_null()) return left;
  if (left.kind() == right.kind()) {
    switch (left.kind()) {
      case Kind::Number:
        return Value::number(left.as_double() + right.as_double());
      case Kind::String:
        return concatenate(machine, left, right);
      case Kind::Array:
        return append_items(machine, std::move(left), right);
      case Kind::Object:
        return merge(machine, std::move(left), right);
      case Kind::Null:
      case Kind::Boolean:
        break;
    }
  }
  return mismatch(machine, left, right, "added");
}

Value remove_items(Machine& machine, const Value& left, const Value& right) {
  std::vector<Value> removed(right.items().begin(), right.items().end());
  const std::uint64_t turns = 8 + std::bit_width(removed.size());
  if (!machine.charge_steps((left.size() + right.size()) * turns) || !machine.charge_walk(left) ||
      !machine.charge_walk(right)) {
    return {};
  }
  std::ranges::sort(removed);
  std::vector<Value> kept;
  for (const Value& item : left.items()) {
    if (!std::ranges::binary_search(removed, item)) kept.push_back(item);
  }
  return new_array(machine, std::move(kept));
}

Value subtract(Machine& machine, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return Value::number(left.as_double() - right.as_double());
  if (left.is_array() && right.is_array()) return remove_items(machine, left, right);
  return mismatch(machine, left, right, "subtracted");
}

Value repeat(Machine& machine, std::string_view text, double times) {
  const double count = std::trunc(times - 1) + 1;  // as jq rounds
  if (count < 1) return {};
  if (!machine.charge_bytes(count * static_cast<double>(text.size() + 1) > 1e18
                                ? UINT64_MAX
                                : static_cast<std::uint64_t>(count) * (text.size() + 1))) {
    return {};
  }
  std::string repeated;
  repeated.reserve(static_cast<std::size_t>(count) * text.size());
  for (std::size_t turn = 0; turn < static_cast<std::size_t>(count); ++turn) repeated += text;
  return machine.built(Value::string(repeated));
}

Value merge_deeply(Machine& machine, Value left, const Value& right) {
  const Deeper deeper(machine);
  if (!deeper.ok() || !machine.charge_steps(1 + right.size())) return {};
  if (!machine.charge_bytes(sizeof(Member) * (left.size() + right.size()))) return {};
  for (const Member& member : right.members()) {
    const Value* present = left.find(member.name());
    Value merged = present != nullptr && present->is_object() && member.value.is_object()
                       ? merge_deeply(machine, *present, member.value)
                       : member.value;
    if (machine.stopped()) return {};
    left = std::move(left).with(member.name(), std::move(merged));
  }
  return machine.built(std::move(left));
}

Value multiply(Machine& machine, Value left, const Value& right) {
  if (left.is_number() && right.is_number()) return Value::number(left.as_double() * right.as_double());
  if (left.is_string() && right.is_number()) return repeat(machine, left.as_string(), right.as_double());
  if (left.is_number() && right.is_string()) return repeat(machine, right.as_string(), left.as_double());
  if (left.is_object() && right.is_object()) return merge_deeply(machine, std::move(left), right);
  return mismatch(machine, left, right, "multiplied");
}

Value divide(Machine& machine, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) {
    const double divisor = right.as_double();
    if (divisor == 0) return mismatch(machine, left, right, "divided because the divisor is zero");
    return Value::number(left.as_double() / divisor);
  }
  if (left.is_string() && right.is_string()) return split_text(machine, left.as_string(), right.as_string());
  return mismatch(machine, left, right, "divided");
}

// Both operands are cut to integers first; what does not fit becomes the nearest one.
std::int64_t whole(double real) {
  constexpr double kBound = 9223372036854774784.0;  // the largest double below 2^63
  return static_cast<std::int64_t>(std::clamp(real, -kBound, kBound));
}

Value modulo(Machine& machine, const Value& left, const Value& right) {
  if (!left.is_number() || !right.is_number()) return mismatch(machine, left, right, "divided (remainder)");
  const std::int64_t divisor = std::abs(whole(right.as_double()));
  if (divisor == 0) return mismatch(machine, left, right, "divided (remainder) because the divisor is zero");
  return Value::number(whole(left.as_double()) % divisor);
}

}  // namespace

Value calculate(Machine& machine, Operator op, Value left, Value right) {
  switch (op) {
    case Operator::Add:
      return add(machine, std::move(left), std::move(right));
    case Operator::Subtract:
      return subtract(machine, left, right);
    case Operator::Multiply:
      return multiply(machine, std::move(left), right);
    case Operator::Divide:
      return divide(machine, left, right);
    case Operator::Modulo:
      return modulo(machine, left, right);
  }
  return {};
}

Value negate(Machine& machine, const Value& value) {
  if (!value.is_number()) return machine.fail(described(value) + " cannot be negated");
  return Value::number(-value.as_double());
}

bool compare(Machine& machine, Comparison comparison, const Value& left, const Value& right) {
  if (left.identity() != nullptr && right.identity() != nullptr && left.kind() == right.kind()) {
    const std::uint64_t bytes_a_step = left.is_string() ? kTextAStep : 64;
    if (!machine.charge_steps(std::min(measure(left).bytes, measure(right).bytes) / bytes_a_step)) return false;
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

Value split_text(Machine& machine, std::string_view text, std::string_view separator) {
  std::vector<Value> parts;
  if (text.empty()) return new_array(machine, {});
  if (!machine.charge_bytes(text.size())) return {};
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
    if (!machine.charge_bytes(sizeof(Value))) return {};
    parts.push_back(Value::string(text.substr(0, length)));
    text.remove_prefix(length + separator.size());
  }
  parts.push_back(Value::string(text));
  return new_array(machine, std::move(parts));
}

bool charge_search(Machine& machine, const Value& text, const Value& wanted) {
  constexpr std::size_t kShort = 8;
  if (wanted.as_string().size() <= kShort) return machine.charge_walk(text);
  return machine.charge_scan(text) && machine.charge_scan(text) && machine.charge_scan(wanted);
}

Value new_string(Machine& machine, std::string_view text) {
  if (!machine.charge_bytes(text.size())) return {};
  return machine.built(Value::string(text));
}

Value new_array(Machine& machine, std::vector<Value> items) {
  if (!machine.charge_bytes(sizeof(Value) * (items.size() + 3))) return {};
  return machine.built(Value::array(std::move(items)));
}

}  // namespace baton::jq
