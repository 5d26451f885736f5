// path(), getpath() and everything that changes a value where paths lead: = |= += ... del().
#include "jq/arithmetic.hpp"
#include "jq/evaluator.hpp"
#include "jq/paths.hpp"

#include <algorithm>

namespace baton::jq {

Flow Evaluator::for_each_path(const Node& node, const Scope* scope, const Value& input, Emit change) {
  return each(node, scope, Item{input, Value::array({})}, [&](Item&& found) {
    if (found.path.is_array()) return change(Item{std::move(found.path)});
    execution_.fail("Invalid path expression with result " + shown(found.value));
    return Flow::Stop;
  });
}

Flow Evaluator::each_path(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return for_each_path(node.children[0], scope, item.value,
                       [&](Item&& path) { return emit_value(std::move(path.value), item, emit); });
}

Flow Evaluator::each_get_path(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[0], scope, item.value, [&](Item&& path) {
    execution_.at(node);
    if (!path.value.is_array()) {
      execution_.fail("Path must be specified as an array");
      return Flow::Stop;
    }
    if (!path_usable(item, &path.value)) return Flow::Stop;
    Value value = get_path(execution_, item.value, path.value.items());
    if (execution_.stopped()) return Flow::Stop;
    Value whole = item.path;
    if (item.tracked()) {
      execution_.charge_bytes(sizeof(Value) * (whole.size() + path.value.size() + 4));
      for (const Value& key : path.value.items()) whole = with_last(std::move(whole), key);
    }
    return emit(Item{std::move(value), std::move(whole)});
  });
}

// All paths first, so that afterwards the input is unshared and can be changed in place. It is an evaluation inside that of
// the change, and counts as one.
std::vector<Value> Evaluator::collect_paths(const Node& node, const Scope* scope, const Value& input) {
  std::vector<Value> paths;
  const Deeper deeper(execution_);
  if (!deeper.ok()) return paths;
  for_each_path(node, scope, input, [&](Item&& path) {
    execution_.charge_bytes(sizeof(Value));
    paths.push_back(std::move(path.value));
    return flow();
  });
  return paths;
}

// The value at a path. A container is taken out, null staying in its place, so that it can be changed without copying.
Value Evaluator::take_path(Value& root, const Value& path) {
  Value found = get_path(execution_, root, path.items());
  const bool by_names = std::ranges::none_of(path.items(), &Value::is_object);
  if (found.size() > 0 && by_names && path.size() > 0) {
    root = set_path(execution_, std::move(root), path.items(), Value());
  }
  return found;
}

Flow Evaluator::each_update(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[1], scope, item.value, [&](Item&& operand) {
    return emit_value(updated(node, scope, Value(item.value), operand.value), item, emit);
  });
}

Value Evaluator::one_update(const Node& node, const Scope* scope, Value&& input) {
  const Value operand = value_of(node.children[1], scope, input);
  return execution_.stopped() ? Value() : updated(node, scope, std::move(input), operand);
}

// = op= //= for one value of the right side.
Value Evaluator::updated(const Node& node, const Scope* scope, Value&& input, const Value& operand) {
  const std::vector<Value> paths = collect_paths(node.children[0], scope, input);
  Value changed = std::move(input);
  execution_.at(node);
  for (const Value& path : paths) {
    Value fresh = operand;
    if (node.op == Op::Update) {
      Value old = take_path(changed, path);
      if (execution_.stopped()) return {};
      fresh = calculate(execution_, static_cast<Operator>(node.index), std::move(old), operand);
    } else if (node.op == Op::UpdateAlternative) {
      Value old = get_path(execution_, changed, path.items());
      if (old.is_truthy()) fresh = std::move(old);
    }
    if (execution_.stopped()) return {};
    changed = set_path(execution_, std::move(changed), path.items(), std::move(fresh));
  }
  return execution_.stopped() ? Value() : changed;
}

// The first result replaces the old value; where there is none, the path is deleted in the end.
Value Evaluator::one_modify(const Node& node, const Scope* scope, Value&& input) {
  const std::vector<Value> paths = collect_paths(node.children[0], scope, input);
  Value changed = std::move(input);
  std::vector<Value> deleted;
  for (const Value& path : paths) {
    execution_.at(node);
    Value old = take_path(changed, path);
    if (execution_.stopped()) return {};
    std::optional<Value> fresh;
    first_of(node.children[1], scope, Item{std::move(old)}, 1, [&](Item&& result) {
      fresh = std::move(result.value);
      return Flow::Go;
    });
    if (execution_.stopped()) return {};
    execution_.at(node);
    if (fresh) {
      changed = set_path(execution_, std::move(changed), path.items(), *std::move(fresh));
    } else {
      deleted.push_back(path);
    }
  }
  return execution_.stopped() ? Value() : delete_paths(execution_, std::move(changed), std::move(deleted));
}

Value Evaluator::one_delete(const Node& node, const Scope* scope, Value&& input) {
  std::vector<Value> paths = collect_paths(node.children[0], scope, input);
  execution_.at(node);
  return execution_.stopped() ? Value() : delete_paths(execution_, std::move(input), std::move(paths));
}

}  // namespace baton::jq
