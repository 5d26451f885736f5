#include "jq/evaluator.hpp"

#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/formats.hpp"
#include "jq/paths.hpp"

namespace baton::jq {

namespace {

// Has it a part that is evaluated last, in its place? step() knows these.
constexpr bool ends_in_a_part(Op op) {
  switch (op) {
    case Op::Pipe:
    case Op::Comma:
    case Op::If:
    case Op::Alternative:
    case Op::Bind:
    case Op::Try:
    case Op::Label:
    case Op::Call:
    case Op::Parameter:
      return true;
    default:
      return false;
  }
}

}  // namespace

Flow Evaluator::each(const Node& node, const Scope* scope, Item item, Emit emit) {
  if (node.single && !item.tracked()) return emit_one(node, scope, std::move(item.value), emit);
  const Deeper deeper(execution_);
  if (!deeper.ok()) return Flow::Stop;
  if (!ends_in_a_part(node.op)) {
    return execution_.charge_steps(1) ? dispatch(node, scope, std::move(item), emit) : Flow::Stop;
  }
  const std::size_t links = links_.size();
  const Flow flow = follow({&node, scope, std::move(item)}, emit);
  return links_.size() == links ? flow : ended(flow, links);
}

Flow Evaluator::emit_one(const Node& node, const Scope* scope, Value&& input, Emit emit) {
  Value value = one(node, scope, std::move(input));
  return execution_.stopped() ? Flow::Stop : emit(Item{std::move(value)});
}

Flow Evaluator::dispatch(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  switch (node.op) {
    case Op::Identity:
      return emit(std::move(item));
    case Op::Constant:
    case Op::Variable:
    case Op::Global:
    case Op::Array:
      return emit_value(one(node, scope, item.value), item, emit);
    case Op::Index:
      return each_index(node, scope, std::move(item), emit);
    case Op::Slice:
      return each_slice(node, scope, std::move(item), emit);
    case Op::Iterate:
      return each_iterate(node, scope, std::move(item), emit);
    case Op::Object:
      return each_object(node, scope, std::move(item), emit);
    case Op::String:
      return each_string(node, scope, std::move(item), emit);
    case Op::Negate:
      return each_negate(node, scope, std::move(item), emit);
    case Op::Arithmetic:
    case Op::Compare:
      return each_pair(node, scope, std::move(item), emit);
    case Op::And:
    case Op::Or:
      return each_logic(node, scope, std::move(item), emit);
    case Op::Assign:
    case Op::Update:
    case Op::UpdateAlternative:
      return each_update(node, scope, std::move(item), emit);
    case Op::Modify:
      return emit_value(one_modify(node, scope, Value(item.value)), item, emit);
    case Op::Delete:
      return emit_value(one_delete(node, scope, Value(item.value)), item, emit);
    case Op::Reduce:
      return each_reduce(node, scope, std::move(item), emit);
    case Op::Foreach:
      return each_foreach(node, scope, std::move(item), emit);
    case Op::Alternatives:
      return each_destructuring(node, scope, std::move(item), emit);
    case Op::Break:
      execution_.break_to(outer(scope, node.hops));
      return Flow::Stop;
    case Op::Native:
      return each_native(node, scope, std::move(item), emit);
    case Op::Pipe:
    case Op::Comma:
    case Op::If:
    case Op::Alternative:
    case Op::Bind:
    case Op::Try:
    case Op::Label:
    case Op::Call:
    case Op::Parameter:
      break;  // step() takes these
    case Op::Empty:
      return Flow::Go;
    case Op::Select:
      return each_select(node, scope, std::move(item), emit);
    case Op::Recurse:
      return each_recurse(node, scope, std::move(item), emit);
    case Op::RecurseDefault:
      return each_recurse_default(std::move(item), emit);
    case Op::Until:
      return each_until(node, scope, std::move(item), emit);
    case Op::Range:
      return each_range(node, scope, std::move(item), emit);
    case Op::RangeBy:
      return each_range_by(node, scope, std::move(item), emit);
    case Op::Repeat:
      return each_repeat(node, scope, std::move(item), emit);
    case Op::Skip:
      return each_skip(node, scope, std::move(item), emit);
    case Op::Limit:
      return each_limit(node, scope, std::move(item), emit);
    case Op::First:
      return first_of(node.children[0], scope, std::move(item), 1, emit);
    case Op::Path:
      return each_path(node, scope, std::move(item), emit);
    case Op::GetPath:
      return each_get_path(node, scope, std::move(item), emit);
    case Op::Any:
    case Op::All:
      return each_quantifier(node, scope, std::move(item), emit);
  }
  return Flow::Stop;
}

// A value that no path leads to, where one is wanted.
Flow Evaluator::emit_value(Value value, const Item& origin, Emit emit) {
  if (execution_.stopped()) return Flow::Stop;
  return emit(Item{std::move(value), origin.tracked() ? Value::boolean(false) : Value()});
}

Value Evaluator::extended(Value path, const Value& key) {
  if (path.is_null()) return {};
  execution_.charge_bytes(sizeof(Value) * ((is_unshared(path) ? 0 : path.size()) + 4));
  return execution_.built(with_last(std::move(path), key));
}

// False, with an error, for a value that is not reachable by a path. `key` is null for iteration.
bool Evaluator::path_usable(const Item& item, const Value* key) {
  if (!item.path.is_boolean()) return true;
  if (key == nullptr) {
    execution_.fail("Invalid path expression near attempt to iterate through " + shown(item.value));
  } else {
    execution_.fail("Invalid path expression near attempt to access element " + shown(*key) + " of " +
                    shown(item.value));
  }
  return false;
}

// The access has just failed.
Flow Evaluator::forgiven(const Node& node) {
  if (!node.optional || execution_.cause() != Execution::Cause::Error) return Flow::Stop;
  execution_.recover();
  return Flow::Go;
}

Flow Evaluator::each_index(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const auto emit_part = [&](Item&& container, const Value& key) {
    execution_.at(node);
    if (!path_usable(container, &key)) return Flow::Stop;
    Value value = index_value(execution_, container.value, key);
    if (execution_.stopped()) return forgiven(node);
    Value path = extended(std::move(container.path), key);
    return execution_.stopped() ? Flow::Stop : emit(Item{std::move(value), std::move(path)});
  };
  const Node& keys = node.children[1];
  if (keys.single) {  // the item is moved, so that a long path is extended in place
    const Value key = value_of(keys, scope, item.value);
    if (execution_.stopped()) return Flow::Stop;
    return each(node.children[0], scope, std::move(item),
                [&](Item&& container) { return emit_part(std::move(container), key); });
  }
  return each(keys, scope, Item{item.value}, [&](Item&& key) {
    return each(node.children[0], scope, item,
                [&](Item&& container) { return emit_part(std::move(container), key.value); });
  });
}

Flow Evaluator::each_slice(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[1], scope, item.value, [&](Item&& from) {
    return each_operand(node.children[2], scope, item.value, [&](Item&& upto) {
      const Value key = slice_key(execution_, from.value, upto.value);
      return each(node.children[0], scope, item, [&](Item&& container) {
        execution_.at(node);
        if (!path_usable(container, &key)) return Flow::Stop;
        Value value = index_value(execution_, container.value, key);
        if (execution_.stopped()) return forgiven(node);
        return emit(Item{std::move(value), extended(container.path, key)});
      });
    });
  });
}

Flow Evaluator::each_iterate(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[0], scope, std::move(item), [&](Item&& container) {
    execution_.at(node);
    if (!path_usable(container, nullptr)) return Flow::Stop;
    if (!container.value.is_array() && !container.value.is_object()) {
      execution_.fail("Cannot iterate over " + described(container.value));
      return forgiven(node);
    }
    return each_part(std::move(container), emit);
  });
}

Flow Evaluator::each_part(Item&& container, Emit emit) {
  const Value holder = std::move(container.value);
  if (holder.is_array()) {
    std::int64_t at = 0;
    for (const Value& part : holder.items()) {
      if (!execution_.charge_steps(1)) return Flow::Stop;
      Value path = container.tracked() ? extended(container.path, Value::number(at)) : Value();
      ++at;
      if (execution_.stopped() || emit(Item{part, std::move(path)}) == Flow::Stop) return Flow::Stop;
    }
    return Flow::Go;
  }
  for (const Member& member : holder.members()) {
    if (!execution_.charge_steps(1)) return Flow::Stop;
    Value path = extended(container.path, member.key);
    if (execution_.stopped() || emit(Item{member.value, std::move(path)}) == Flow::Stop) return Flow::Stop;
  }
  return Flow::Go;
}

Flow Evaluator::each_object(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  std::vector<Member> members;
  return each_object(node, scope, item.value, 0, members,
                     [&](Item&& built) { return emit_value(std::move(built.value), item, emit); });
}

Flow Evaluator::each_object(const Node& node, const Scope* scope, const Value& input, std::size_t at,
                            std::vector<Member>& members, Emit emit) {
  if (at == node.children.size()) {
    execution_.charge_bytes(sizeof(Member) * (members.size() + 2));
    execution_.charge_steps(members.size());
    Value object = execution_.built(Value::object(members));
    return execution_.stopped() ? Flow::Stop : emit(Item{std::move(object)});
  }
  const Deeper deeper(execution_);
  if (!deeper.ok()) return Flow::Stop;
  return each_operand(node.children[at], scope, input, [&](Item&& key) {
    if (!key.value.is_string()) {
      execution_.at(node.children[at]);
      execution_.fail("Cannot use " + described(key.value) + " as object key");
      return Flow::Stop;
    }
    return each_operand(node.children[at + 1], scope, input, [&](Item&& value) {
      members.emplace_back(key.value, std::move(value.value));
      const Flow next = each_object(node, scope, input, at + 2, members, emit);
      members.pop_back();
      return next;
    });
  });
}

// From the last part to the first, because in jq the last one varies slowest.
Flow Evaluator::each_string(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  std::string tail;
  return each_string(node, scope, item.value, node.children.size(), tail,
                     [&](Item&& built) { return emit_value(std::move(built.value), item, emit); });
}

Flow Evaluator::each_string(const Node& node, const Scope* scope, const Value& input, std::size_t parts,
                            std::string& tail, Emit emit) {
  if (parts == 0) {
    Value text = new_string(execution_, tail);
    return execution_.stopped() ? Flow::Stop : emit(Item{std::move(text)});
  }
  const Deeper deeper(execution_);
  if (!deeper.ok()) return Flow::Stop;
  const Node& part = node.children[parts - 1];
  return each_operand(part, scope, input, [&](Item&& value) {
    execution_.at(node);
    const bool written = part.op == Op::Constant && value.value.is_string();
    const std::string text = written ? std::string(value.value.as_string())
                                     : formatted(execution_, static_cast<Format>(node.index), value.value);
    if (execution_.stopped() || !execution_.charge_bytes(text.size() + tail.size()) || !execution_.charge_steps(1)) {
      return Flow::Stop;
    }
    std::string whole = text + tail;
    return each_string(node, scope, input, parts - 1, whole, emit);
  });
}

Flow Evaluator::each_negate(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const bool tracked = item.tracked();
  return each(node.children[0], scope, Item{std::move(item.value)}, [&](Item&& operand) {
    execution_.at(node);
    return emit_value(negate(execution_, operand.value), Item{{}, tracked ? Value::boolean(false) : Value()}, emit);
  });
}

Flow Evaluator::each_pair(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[1], scope, item.value, [&](Item&& right) {
    return each_operand(node.children[0], scope, item.value, [&](Item&& left) {
      execution_.at(node);
      Value result =
          node.op == Op::Arithmetic
              ? calculate(execution_, static_cast<Operator>(node.index), std::move(left.value), right.value)
              : Value::boolean(compare(execution_, static_cast<Comparison>(node.index), left.value, right.value));
      return emit_value(std::move(result), item, emit);
    });
  });
}

Flow Evaluator::each_logic(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const bool decisive = node.op == Op::Or;
  return each_operand(node.children[0], scope, item.value, [&](Item&& left) {
    if (left.value.is_truthy() == decisive) return emit_value(Value::boolean(decisive), item, emit);
    return each_operand(node.children[1], scope, item.value,
                        [&](Item&& right) { return emit_value(Value::boolean(right.value.is_truthy()), item, emit); });
  });
}

Flow Evaluator::each_reduce(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[1], scope, item, [&](Item&& start) {
    Item state = std::move(start);
    const Flow ended = each(node.children[0], scope, Item{item.value}, [&](Item&& element) {
      const Scope link{.up = scope, .value = std::move(element.value)};
      Item last{{}, item.tracked() ? Value::boolean(false) : Value()};
      const Flow updated = each(node.children[2], &link, std::exchange(state, Item{}), [&](Item&& next) {
        last = std::move(next);
        return Flow::Go;
      });
      state = std::move(last);
      return updated;
    });
    return ended == Flow::Stop ? Flow::Stop : emit(std::move(state));
  });
}

Flow Evaluator::each_foreach(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each(node.children[1], scope, item, [&](Item&& start) {
    Item state = std::move(start);
    return each(node.children[0], scope, Item{item.value}, [&](Item&& element) {
      const Scope link{.up = scope, .value = std::move(element.value)};
      return each(node.children[2], &link, std::exchange(state, Item{}), [&](Item&& next) {
        state = next;
        if (node.children.size() == 3) return emit(std::move(next));
        return each(node.children[3], &link, std::move(next), emit);
      });
    });
  });
}

Flow Evaluator::each_destructuring(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  for (const Node& alternative : node.children) {
    bool consumer_stopped = false;
    const Flow ended = each(alternative, scope, item, [&](Item&& result) {
      const Flow next = emit(std::move(result));
      consumer_stopped = next == Flow::Stop;
      return next;
    });
    const bool failed = ended == Flow::Stop && !consumer_stopped && execution_.cause() == Execution::Cause::Error;
    if (!failed || &alternative == &node.children.back()) return ended;
    execution_.recover();
  }
  return Flow::Go;
}

// Arguments from the last to the first: the last one varies slowest.
Flow Evaluator::each_native(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  std::vector<Value> arguments(node.children.size());
  return each_native(node, scope, item.value, node.children.size(), arguments,
                     [&](Item&& result) { return emit_value(std::move(result.value), item, emit); });
}

Flow Evaluator::each_native(const Node& node, const Scope* scope, const Value& input, std::size_t at,
                            std::vector<Value>& arguments, Emit emit) {
  if (at == 0) {
    execution_.at(node);
    std::vector<Value> given = arguments;
    Value result = call_native(*node.native, execution_, input, given);
    return execution_.stopped() ? Flow::Stop : emit(Item{std::move(result)});
  }
  const Deeper deeper(execution_);
  if (!deeper.ok()) return Flow::Stop;
  return each_operand(node.children[at - 1], scope, input, [&](Item&& argument) {
    arguments[at - 1] = std::move(argument.value);
    return each_native(node, scope, input, at - 1, arguments, emit);
  });
}

}  // namespace baton::jq
