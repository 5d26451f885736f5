// The built-in generators and loops. Their turns cost steps and never stack.
#include "jq/arithmetic.hpp"
#include "jq/evaluator.hpp"

#include <cmath>
#include <optional>

namespace baton::jq {

Flow Evaluator::each_select(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[0], scope, item.value,
                      [&](Item&& chosen) { return chosen.value.is_truthy() ? emit(Item(item)) : Flow::Go; });
}

// One result of growing is always held back until the next one comes or there is no other. The last one then continues
// the loop in place, so that only real branching recurses.
Flow Evaluator::unfold(const Node& node, const Scope* scope, Item&& start, Emit emit, Grow grow) {
  std::optional<Item> current = std::move(start);
  while (current) {
    if (!execution_.charge_steps(1)) return Flow::Stop;
    std::optional<Item> held;
    bool nested_stopped = false;
    const auto unfold_held = [&] {
      const Deeper deeper(execution_);
      Item next = *std::exchange(held, std::nullopt);
      const Flow ended = deeper.ok() ? unfold(node, scope, std::move(next), emit, grow) : Flow::Stop;
      nested_stopped = ended == Flow::Stop;
      return ended;
    };
    const Flow ended = grow(*this, node, scope, *std::exchange(current, std::nullopt), emit, [&](Item&& grown) {
      if (held && unfold_held() == Flow::Stop) return Flow::Stop;
      held = std::move(grown);
      return Flow::Go;
    });
    if (ended == Flow::Stop) {
      // What was held back came before the error, so it is unfolded before the error counts.
      if (!held || nested_stopped || execution_.cause() != Execution::Cause::Error) return Flow::Stop;
      Value error = execution_.recover();
      if (unfold_held() == Flow::Stop) return Flow::Stop;
      execution_.fail_with(std::move(error));
      return Flow::Stop;
    }
    current = std::move(held);
  }
  return Flow::Go;
}

Flow Evaluator::each_recurse(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return unfold(node, scope, std::move(item), emit,
                [](Evaluator& self, const Node& loop, const Scope* around, Item&& turn, Emit out, Emit push) {
                  if (out(Item(turn)) == Flow::Stop) return Flow::Stop;
                  return self.each(loop.children[0], around, std::move(turn), push);
                });
}

Flow Evaluator::each_until(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return unfold(node, scope, std::move(item), emit,
                [](Evaluator& self, const Node& loop, const Scope* around, Item&& turn, Emit out, Emit push) {
                  return self.each(loop.children[0], around, Item{turn.value}, [&](Item&& done) {
                    if (done.value.is_truthy()) return out(Item(turn));
                    return self.each(loop.children[1], around, Item(turn), push);
                  });
                });
}

Flow Evaluator::each_recurse_default(Item&& item, Emit emit) {
  struct Level {
    Item container;
    std::size_t next = 0;
  };
  std::vector<Level> levels;
  const auto visit = [&](Item&& visited) {
    if (!execution_.charge_steps(1)) return Flow::Stop;
    const bool has_parts = visited.value.size() > 0;
    if (has_parts && !path_usable(visited, nullptr)) return Flow::Stop;
    if (emit(Item(visited)) == Flow::Stop) return Flow::Stop;
    if (has_parts) levels.push_back({std::move(visited)});
    return Flow::Go;
  };
  if (visit(std::move(item)) == Flow::Stop) return Flow::Stop;
  while (!levels.empty()) {
    Level& level = levels.back();
    const Value& holder = level.container.value;
    if (level.next == holder.size()) {
      levels.pop_back();
      continue;
    }
    const std::size_t at = level.next++;
    const bool is_array = holder.is_array();
    const Value& part = is_array ? holder.items()[at] : holder.members()[at].value;
    Value path;
    if (level.container.tracked()) {
      path = extended(level.container.path,
                      is_array ? Value::number(static_cast<std::int64_t>(at)) : holder.members()[at].key);
    }
    if (execution_.stopped() || visit(Item{part, std::move(path)}) == Flow::Stop) return Flow::Stop;
  }
  return Flow::Go;
}

Flow Evaluator::each_range(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const Value& input = item.value;
  return each_operand(node.children[0], scope, input, [&](Item&& from) {
    return each_operand(node.children[1], scope, input, [&](Item&& upto) {
      execution_.at(node);
      if (!from.value.is_number() || !upto.value.is_number()) {
        execution_.fail("Range bounds must be numeric");
        return Flow::Stop;
      }
      const double end = upto.value.as_double();
      return range(from.value.as_double(), std::isnan(end) ? HUGE_VAL : end, 1,
                   [&](Item&& turn) { return emit_value(std::move(turn.value), item, emit); });
    });
  });
}

Flow Evaluator::range(double from, double upto, double by, Emit emit) {
  for (double at = from; by > 0 ? at < upto : (by < 0 && at > upto); at += by) {
    if (!execution_.charge_steps(1) || emit(Item{execution_.number(at)}) == Flow::Stop) return Flow::Stop;
  }
  return Flow::Go;
}

Flow Evaluator::each_range_by(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const Value& input = item.value;
  return each_operand(node.children[0], scope, input, [&](Item&& from) {
    return each_operand(node.children[1], scope, input, [&](Item&& upto) {
      return each_operand(node.children[2], scope, input, [&](Item&& by) {
        execution_.at(node);
        const auto emit_turn = [&](Item&& turn) { return emit_value(std::move(turn.value), item, emit); };
        if (from.value.is_number() && upto.value.is_number() && by.value.is_number()) {
          return range(from.value.as_double(), upto.value.as_double(), by.value.as_double(), emit_turn);
        }
        return range_by(from.value, upto.value, by.value, emit_turn);
      });
    });
  });
}

// What is no number is ordered and added, too.
Flow Evaluator::range_by(Value at, const Value& upto, const Value& by, Emit emit) {
  const Value zero = Value::number(std::int64_t{0});
  const bool upwards = less(execution_, zero, by);
  if (!upwards && !less(execution_, by, zero)) return Flow::Go;
  while (upwards ? less(execution_, at, upto) : less(execution_, upto, at)) {
    if (!execution_.charge_steps(1) || emit(Item{at}) == Flow::Stop) return Flow::Stop;
    at = calculate(execution_, Operator::Add, std::move(at), by);
    if (execution_.stopped()) return Flow::Stop;
  }
  return Flow::Go;
}

Flow Evaluator::each_repeat(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  while (execution_.charge_steps(1)) {
    if (each(node.children[0], scope, item, emit) == Flow::Stop) return Flow::Stop;
  }
  return Flow::Stop;
}

Flow Evaluator::each_limit(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[0], scope, item.value, [&](Item&& count) {
    execution_.at(node);
    if (less(execution_, count.value, Value::number(std::int64_t{0}))) {
      execution_.fail("limit doesn't support negative count");
      return Flow::Stop;
    }
    if (count.value.is_number()) {
      return first_of(node.children[1], scope, Item(item), count.value.as_double(), emit);
    }
    return skip(node.children[1], scope, Item(item), count.value, emit);  // which says what is wrong with the count
  });
}

Flow Evaluator::each_skip(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  return each_operand(node.children[0], scope, item.value, [&](Item&& count) {
    execution_.at(node);
    if (less(execution_, count.value, Value::number(std::int64_t{0}))) {
      execution_.fail("skip doesn't support negative count");
      return Flow::Stop;
    }
    return skip(node.children[1], scope, Item(item), std::move(count.value), emit);
  });
}

Flow Evaluator::skip(const Node& node, const Scope* scope, Item&& item, Value count, Emit emit) {
  const Value zero = Value::number(std::int64_t{0});
  const Value once = Value::number(std::int64_t{1});
  if (equal(execution_, count, zero)) return each(node, scope, std::move(item), emit);
  return each(node, scope, std::move(item), [&](Item&& result) {
    if (!less(execution_, count, zero)) {
      count = calculate(execution_, Operator::Subtract, std::move(count), once);
      if (execution_.stopped()) return Flow::Stop;
    }
    return less(execution_, count, zero) ? emit(std::move(result)) : Flow::Go;
  });
}

Flow Evaluator::first_of(const Node& node, const Scope* scope, Item&& item, double count, Emit emit) {
  if (!(count > 0)) return Flow::Go;
  double taken = 0;
  const Flow ended = each(node, scope, std::move(item), [&](Item&& result) {
    if (emit(std::move(result)) == Flow::Stop) return Flow::Stop;
    if (++taken < count) return Flow::Go;
    execution_.break_to(&taken);
    return Flow::Stop;
  });
  return ended == Flow::Stop && execution_.arrive(&taken) ? Flow::Go : ended;
}

Flow Evaluator::each_quantifier(const Node& node, const Scope* scope, Item&& item, Emit emit) {
  const bool decisive = node.op == Op::Any;
  bool decided = false;
  const Flow ended = each(node.children[0], scope, Item{item.value}, [&](Item&& candidate) {
    return each(node.children[1], scope, Item{std::move(candidate.value)}, [&](Item&& answer) {
      if (answer.value.is_truthy() != decisive) return Flow::Go;
      decided = true;
      execution_.break_to(&decided);
      return Flow::Stop;
    });
  });
  if (ended == Flow::Stop && !execution_.arrive(&decided)) return Flow::Stop;
  return emit_value(Value::boolean(decided == decisive), item, emit);
}

}  // namespace baton::jq
