// Nodes that yield exactly one result, computed without callbacks: nearly all of what workflows evaluate.
//
// The input is moved, so that an unshared value can be changed in place: `. + [$x]` in a reduce appends.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/evaluator.hpp"
#include "jq/formats.hpp"
#include "jq/paths.hpp"

namespace baton::jq {

const Value* Evaluator::peek(const Node& node, const Scope* scope, const Value& input) {
  switch (node.op) {
    case Op::Identity:
      return &input;
    case Op::Constant:
      return &node.constant;
    case Op::Variable:
      return &outer(scope, node.hops)->value;
    case Op::Global:
      return &execution_.arguments().variables[node.index];
    case Op::Index:
      break;
    default:
      return nullptr;
  }
  if (node.optional) return nullptr;
  const Node& key = node.children[1];
  if (key.op != Op::Constant || !key.constant.is_string()) return nullptr;
  const Deeper deeper(execution_);
  if (!deeper.ok() || !execution_.charge_steps(1)) return &null_;
  const Value* container = peek(node.children[0], scope, input);
  if (container == nullptr || container->is_null()) return container;
  if (!container->is_object()) return nullptr;
  const Value* found = container->find(key.constant.as_string());
  return found == nullptr ? &null_ : found;
}

Value Evaluator::value_of(const Node& node, const Scope* scope, const Value& input) {
  const Value* there = peek(node, scope, input);
  return there != nullptr ? *there : one(node, scope, input);
}

Value Evaluator::one(const Node& node, const Scope* scope, Value input) {
  if (node.op == Op::Identity) return input;
  if (const Value* there = peek(node, scope, input)) return *there;
  const Deeper deeper(execution_);
  if (!deeper.ok() || !execution_.charge_steps(1)) return {};
  return dispatch_single(node, scope, std::move(input));
}

Value Evaluator::dispatch_single(const Node& node, const Scope* scope, Value&& input) {
  switch (node.op) {
    case Op::Identity:
      return std::move(input);
    case Op::Constant:
      return node.constant;
    case Op::Index:
      return one_index(node, scope, std::move(input));
    case Op::Slice:
      return one_slice(node, scope, std::move(input));
    case Op::Array:
      return one_array(node, scope, std::move(input));
    case Op::Object:
      return one_object(node, scope, std::move(input));
    case Op::String:
      return one_string(node, scope, std::move(input));
    case Op::Arithmetic:
      return one_arithmetic(node, scope, std::move(input));
    case Op::Compare:
      return one_compare(node, scope, std::move(input));
    case Op::Native:
      return one_native(node, scope, std::move(input));
    case Op::Call:
      return one_call(node, scope, std::move(input));
    case Op::Reduce:
      return one_reduce(node, scope, std::move(input));
    case Op::Modify:
      return one_modify(node, scope, std::move(input));
    case Op::Assign:
    case Op::Update:
    case Op::UpdateAlternative:
      return one_update(node, scope, std::move(input));
    case Op::Delete:
      return one_delete(node, scope, std::move(input));
    case Op::Pipe: {
      Value middle = one(node.children[0], scope, std::move(input));
      return execution_.stopped() ? Value() : one(node.children[1], scope, std::move(middle));
    }
    case Op::Negate: {
      const Value operand = one(node.children[0], scope, std::move(input));
      execution_.at(node);
      return execution_.stopped() ? Value() : negate(execution_, operand);
    }
    case Op::And:
    case Op::Or: {
      const bool decisive = node.op == Op::Or;
      const bool left = value_of(node.children[0], scope, input).is_truthy();
      if (execution_.stopped() || left == decisive) return Value::boolean(decisive);
      return Value::boolean(value_of(node.children[1], scope, input).is_truthy());
    }
    case Op::Alternative: {
      Value left = value_of(node.children[0], scope, input);
      if (execution_.stopped() || left.is_truthy()) return left;
      return one(node.children[1], scope, std::move(input));
    }
    case Op::If: {
      const bool condition = value_of(node.children[0], scope, input).is_truthy();
      return execution_.stopped() ? Value() : one(node.children[condition ? 1 : 2], scope, std::move(input));
    }
    case Op::Bind: {
      const Scope link{.up = scope, .value = value_of(node.children[0], scope, input)};
      return execution_.stopped() ? Value() : one(node.children[1], &link, std::move(input));
    }
    case Op::GetPath: {
      const Value path = value_of(node.children[0], scope, input);
      execution_.at(node);
      if (execution_.stopped()) return {};
      if (!path.is_array()) return execution_.fail("Path must be specified as an array");
      return get_path(execution_, input, path.items());
    }
    case Op::Variable:
    case Op::Global:
    case Op::Iterate:
    case Op::Try:
    case Op::Comma:
    case Op::Foreach:
    case Op::Alternatives:
    case Op::Label:
    case Op::Break:
    case Op::Parameter:
    case Op::Empty:
    case Op::Select:
    case Op::Recurse:
    case Op::RecurseDefault:
    case Op::Until:
    case Op::Range:
    case Op::RangeBy:
    case Op::Repeat:
    case Op::Skip:
    case Op::Limit:
    case Op::First:
    case Op::Path:
    case Op::Any:
    case Op::All:
      break;  // never marked single, or answered by peek()
  }
  return {};
}

Value Evaluator::one_index(const Node& node, const Scope* scope, Value&& input) {
  const Value key = value_of(node.children[1], scope, input);
  if (execution_.stopped()) return {};
  if (const Value* container = peek(node.children[0], scope, input)) {
    execution_.at(node);
    return execution_.stopped() ? Value() : index_value(execution_, *container, key);
  }
  const Value container = one(node.children[0], scope, std::move(input));
  execution_.at(node);
  return execution_.stopped() ? Value() : index_value(execution_, container, key);
}

Value Evaluator::one_slice(const Node& node, const Scope* scope, Value&& input) {
  const Value from = value_of(node.children[1], scope, input);
  const Value upto = value_of(node.children[2], scope, input);
  const Value container = one(node.children[0], scope, std::move(input));
  execution_.at(node);
  return execution_.stopped() ? Value() : index_value(execution_, container, slice_key(execution_, from, upto));
}

Value Evaluator::one_object(const Node& node, const Scope* scope, Value&& input) {
  std::vector<Member> members;
  members.reserve(node.children.size() / 2);
  for (std::size_t at = 0; at < node.children.size(); at += 2) {
    Value key = value_of(node.children[at], scope, input);
    if (execution_.stopped()) return {};
    if (!key.is_string()) {
      execution_.at(node.children[at]);
      return execution_.fail("Cannot use " + described(key) + " as object key");
    }
    members.emplace_back(std::move(key), value_of(node.children[at + 1], scope, input));
    if (execution_.stopped()) return {};
  }
  if (!execution_.charge_bytes(sizeof(Member) * (members.size() + 2))) return {};
  return execution_.built(Value::object(std::move(members)));
}

Value Evaluator::one_array(const Node& node, const Scope* scope, Value&& input) {
  std::vector<Value> items;
  if (!node.children.empty()) {
    each(node.children[0], scope, Item{std::move(input)}, [&](Item&& item) {
      if (!execution_.charge_bytes(sizeof(Value))) return Flow::Stop;
      items.push_back(std::move(item.value));
      return Flow::Go;
    });
  }
  if (!execution_.charge_bytes(3 * sizeof(Value)) || execution_.stopped()) return {};
  return execution_.built(Value::array(std::move(items)));
}

Value Evaluator::one_string(const Node& node, const Scope* scope, Value&& input) {
  std::string text;
  for (const Node& part : node.children) {
    const Value value = value_of(part, scope, input);
    execution_.at(node);
    if (execution_.stopped()) return {};
    if (part.op == Op::Constant && value.is_string()) {
      text += value.as_string();
    } else {
      text += formatted(execution_, static_cast<Format>(node.index), value);
    }
    if (execution_.stopped()) return {};
  }
  return new_string(execution_, text);
}

Value Evaluator::one_arithmetic(const Node& node, const Scope* scope, Value&& input) {
  Value right = value_of(node.children[1], scope, input);
  if (execution_.stopped()) return {};
  Value left = one(node.children[0], scope, std::move(input));
  execution_.at(node);
  return execution_.stopped()
             ? Value()
             : calculate(execution_, static_cast<Operator>(node.index), std::move(left), std::move(right));
}

Value Evaluator::one_compare(const Node& node, const Scope* scope, Value&& input) {
  const auto comparison = static_cast<Comparison>(node.index);
  const Value* right = peek(node.children[1], scope, input);
  const Value* left = peek(node.children[0], scope, input);
  if (left != nullptr && right != nullptr) {
    return execution_.stopped() ? Value() : Value::boolean(compare(execution_, comparison, *left, *right));
  }
  const Value right_value = right != nullptr ? *right : one(node.children[1], scope, input);
  if (execution_.stopped()) return {};
  const Value left_value = left != nullptr ? *left : one(node.children[0], scope, std::move(input));
  return execution_.stopped() ? Value() : Value::boolean(compare(execution_, comparison, left_value, right_value));
}

Value Evaluator::one_native(const Node& node, const Scope* scope, Value&& input) {
  constexpr std::size_t kMostArguments = 4;
  Value arguments[kMostArguments];
  for (std::size_t at = node.children.size(); at-- > 0;) {
    arguments[at] = value_of(node.children[at], scope, input);
    if (execution_.stopped()) return {};
  }
  execution_.at(node);
  return call_native(*node.native, execution_, std::move(input), {arguments, node.children.size()});
}

Value Evaluator::one_call(const Node& node, const Scope* scope, Value&& input) {
  const Scope link{.up = node.function->outermost ? nullptr : outer(scope, node.hops), .call = &node, .caller = scope};
  return one(node.function->body, &link, std::move(input));
}

Value Evaluator::one_reduce(const Node& node, const Scope* scope, Value&& input) {
  Value state = value_of(node.children[1], scope, input);
  const Node& update = node.children[2];
  if (execution_.stopped()) return {};
  each(node.children[0], scope, Item{std::move(input)}, [&](Item&& element) {
    const Scope link{.up = scope, .value = std::move(element.value)};
    if (update.single) {
      state = one(update, &link, std::exchange(state, Value()));
      return flow();
    }
    Value last;
    const Flow ended = each(update, &link, Item{std::exchange(state, Value())}, [&](Item&& next) {
      last = std::move(next.value);
      return Flow::Go;
    });
    state = std::move(last);
    return ended;
  });
  return state;
}

}  // namespace baton::jq
