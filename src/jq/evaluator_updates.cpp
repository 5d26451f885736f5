// path(), getpath() and everything that changes a value where paths lead: = |= += ... del().
#include "jq/arithmetic.hpp"
#include "jq/evaluator.hpp"
#include "jq/paths.hpp"

namespace baton::jq {

Flow Evaluator::for_each_path(const Node& node, const Scope* scope, const Value& input, Emit change) {
  return each(node, scope, Item{input, Value::array({})}, [&](Item&& found) {
    if (found.path.is_array()) return change(Item{std::move(found.path)});
    const std::string shown = measure(found.value).bytes < 4096 ? to_json(found.value) : "a large value";
    machine_.fail("Invalid path expression with result " + shown);
    return Flow::Stop;
  });
}

Flow Evaluator::each_path(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return for_each_path(node.children[0], scope, item.value,
                       [&](Item&& path) { return emit_value(std::move(path.value), item, emit); });
}

Flow Evaluator::each_get_path(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[0], scope, Item{item.value}, [&](Item&& path) {
    machine_.at(node);
    if (!path.value.is_array()) {
      machine_.fail("Path must be specified as an array");
      return Flow::Stop;
    }
    if (!path_usable(item, &path.value)) return Flow::Stop;
    Value value = get_path(machine_, item.value, path.value.items());
    if (machine_.stopped()) return Flow::Stop;
    Value whole = item.path;
    if (item.tracked()) {
      machine_.charge_bytes(sizeof(Value) * (whole.size() + path.value.size() + 4));
      for (const Value& key : path.value.items()) whole = with_last(std::move(whole), key);
    }
    return emit(Item{std::move(value), std::move(whole)});
  });
}

Flow Evaluator::each_assign(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[1], scope, Item{item.value}, [&](Item&& leaf) {
    Value changed = item.value;
    const Flow ended = for_each_path(node.children[0], scope, item.value, [&](Item&& path) {
      machine_.at(node);
      changed = set_path(machine_, std::exchange(changed, Value()), path.value.items(), leaf.value);
      return flow();
    });
    return ended == Flow::Stop ? ended : emit_value(std::move(changed), item, emit);
  });
}

Flow Evaluator::each_update(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[1], scope, Item{item.value}, [&](Item&& operand) {
    Value changed = item.value;
    const Flow ended = for_each_path(node.children[0], scope, item.value, [&](Item&& path) {
      machine_.at(node);
      Value old = get_path(machine_, changed, path.value.items());
      if (machine_.stopped()) return Flow::Stop;
      Value fresh;
      if (node.op == Op::UpdateAlternative) {
        fresh = old.is_truthy() ? std::move(old) : operand.value;
      } else {
        fresh = calculate(machine_, static_cast<Operator>(node.index), std::move(old), operand.value);
      }
      if (machine_.stopped()) return Flow::Stop;
      changed = set_path(machine_, std::exchange(changed, Value()), path.value.items(), std::move(fresh));
      return flow();
    });
    return ended == Flow::Stop ? ended : emit_value(std::move(changed), item, emit);
  });
}

// The first result replaces the old value; where there is none, the path is deleted in the end.
Value Evaluator::one_modify(const Node& node, const Scope* scope, Value&& input) {
  Value changed = input;
  std::vector<Value> deleted;
  for_each_path(node.children[0], scope, input, [&](Item&& path) {
    machine_.at(node);
    Value old = get_path(machine_, changed, path.value.items());
    if (machine_.stopped()) return Flow::Stop;
    std::optional<Value> fresh;
    const Flow ended = first_of(node.children[1], scope, Item{std::move(old)}, 1, [&](Item&& result) {
      fresh = std::move(result.value);
      return Flow::Go;
    });
    if (ended == Flow::Stop) return ended;
    machine_.at(node);
    if (fresh) {
      changed = set_path(machine_, std::exchange(changed, Value()), path.value.items(), *std::move(fresh));
    } else {
      machine_.charge_bytes(sizeof(Value));
      deleted.push_back(std::move(path.value));
    }
    return flow();
  });
  if (machine_.stopped()) return {};
  return delete_paths(machine_, std::move(changed), std::move(deleted));
}

Value Evaluator::one_delete(const Node& node, const Scope* scope, Value&& input) {
  std::vector<Value> paths;
  for_each_path(node.children[0], scope, input, [&](Item&& path) {
    machine_.charge_bytes(sizeof(Value));
    paths.push_back(std::move(path.value));
    return flow();
  });
  machine_.at(node);
  if (machine_.stopped()) return {};
  return delete_paths(machine_, std::move(input), std::move(paths));
}

}  // namespace baton::jq
