// Walks the compiled tree. Results are handed to a callback while the generator that made them is still on the stack, so
// backtracking is returning, and everything in scope can live on the stack.
//
// The same code serves plain evaluation and path(): an item carries, besides its value, the path that led to it. Nodes
// that yield exactly one result have a second, faster way without callbacks, used wherever no path is wanted.
#pragma once

#include "jq/execution.hpp"
#include "jq/own_frame.hpp"
#include "jq/scope_stack.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::jq {

struct Item {
  Value value;
  // Null: no path is wanted. An array: the keys that lead here. False: this value is not reachable by a path.
  Value path = {};

  [[nodiscard]] bool tracked() const { return !path.is_null(); }
};

enum class Flow : bool { Stop, Go };

// A borrowed callable.
class Emit {
 public:
  template <class Callable>
    requires(!std::is_same_v<std::remove_cvref_t<Callable>, Emit>)
  Emit(Callable&& callable)  // NOLINT(google-explicit-constructor): call sites pass lambdas
      : object_(const_cast<void*>(static_cast<const void*>(&callable))), call_([](void* object, Item&& item) {
          return (*static_cast<std::remove_reference_t<Callable>*>(object))(std::move(item));
        }) {}
  Flow operator()(Item&& item) const { return call_(object_, std::move(item)); }

 private:
  void* object_;
  Flow (*call_)(void*, Item&&);
};

class Evaluator {
 public:
  explicit Evaluator(Execution& execution) : execution_(execution) {}

  // Every result of the node, in order. Stop: the execution has been stopped, here or by the callback.
  Flow each(const Node& node, const Scope* scope, Item item, Emit emit);

 private:
  // The result of a `single` node; meaningless if the execution has been stopped.
  Value one(const Node& node, const Scope* scope, Value input);
  // Where the result already lies in memory: for paths of constant keys, variables and constants. nullptr: use one().
  const Value* peek(const Node& node, const Scope* scope, const Value& input);
  // peek() or one(), for an input that is still needed.
  Value value_of(const Node& node, const Scope* scope, const Value& input);

  // As each(), for an operand. One of a `single` node needs no callback, which keeps operands within operands off the stack.
  template <class Take>
  Flow each_operand(const Node& node, const Scope* scope, const Value& input, Take&& take) {
    if (!node.single) return each(node, scope, Item{input}, take);
    Item operand{value_of(node, scope, input)};
    return execution_.stopped() ? Flow::Stop : take(std::move(operand));
  }
  // The one result of a node that has exactly one.
  BATON_OWN_FRAME Flow emit_one(const Node& node, const Scope* scope, Value&& input, Emit emit);
  Flow dispatch(const Node& node, const Scope* scope, Item&& item, Emit emit);

  // evaluator_tail.cpp: what is evaluated last replaces what it is part of, so that recursion there is a loop.
  struct Position {
    const Node* node;
    const Scope* scope;
    Item item;
  };
  Flow follow(Position at, Emit emit);
  Flow ended(Flow flow, std::size_t links);
  // Each takes the next position, or gives how it all ended.
  using Step = std::optional<Flow>;
  Step step(Position& at, Emit emit);
  Step step_pipe(Position& at, Emit emit);
  Step step_comma(Position& at, Emit emit);
  Step step_if(Position& at, Emit emit);
  Step step_alternative(Position& at, Emit emit);
  Step step_bind(Position& at, Emit emit);
  Step step_try(Position& at, Emit emit);
  const Scope* push_call(const Node& call, const Scope* scope);
  void resolve(const Node*& node, const Scope*& scope);
  // The one result of a node that has at most one; nothing, too, if the execution has been stopped.
  std::optional<Item> only(Position at);
  Value dispatch_single(const Node& node, const Scope* scope, Value&& input);

  Value one_index(const Node& node, const Scope* scope, Value&& input);
  Value one_slice(const Node& node, const Scope* scope, Value&& input);
  Value one_object(const Node& node, const Scope* scope, Value&& input);
  Value one_array(const Node& node, const Scope* scope, Value&& input);
  Value one_string(const Node& node, const Scope* scope, Value&& input);
  Value one_arithmetic(const Node& node, const Scope* scope, Value&& input);
  Value one_compare(const Node& node, const Scope* scope, Value&& input);
  Value one_native(const Node& node, const Scope* scope, Value&& input);
  Value one_call(const Node& node, const Scope* scope, Value&& input);
  Value one_reduce(const Node& node, const Scope* scope, Value&& input);
  Value one_modify(const Node& node, const Scope* scope, Value&& input);

  Flow each_index(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_slice(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_iterate(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_part(Item&& container, Emit emit);
  BATON_OWN_FRAME Flow each_object(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_object(const Node& node, const Scope* scope, const Value& input, std::size_t at,
                   std::vector<Member>& members, Emit emit);
  BATON_OWN_FRAME Flow each_string(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_string(const Node& node, const Scope* scope, const Value& input, std::size_t parts, std::string& tail,
                   Emit emit);
  BATON_OWN_FRAME Flow each_negate(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_pair(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_logic(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_reduce(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_foreach(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_destructuring(const Node& node, const Scope* scope, Item&& item, Emit emit);
  BATON_OWN_FRAME Flow each_native(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_native(const Node& node, const Scope* scope, const Value& input, std::size_t at,
                   std::vector<Value>& arguments, Emit emit);

  // evaluator_loops.cpp
  Flow each_select(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_recurse(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_recurse_default(Item&& item, Emit emit);
  Flow each_until(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_range(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow range(double from, double upto, double by, Emit emit);
  Flow each_range_by(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow range_by(Value at, const Value& upto, const Value& by, Emit emit);
  Flow each_repeat(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_skip(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow skip(const Node& node, const Scope* scope, Item&& item, Value count, Emit emit);
  Flow each_limit(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow first_of(const Node& node, const Scope* scope, Item&& item, double count, Emit emit);
  Flow each_quantifier(const Node& node, const Scope* scope, Item&& item, Emit emit);
  // Emits the start and whatever grows out of it, in depth-first order; chains do not deepen the stack.
  using Grow = Flow (*)(Evaluator&, const Node&, const Scope*, Item&&, Emit emit, Emit push);
  Flow unfold(const Node& node, const Scope* scope, Item&& start, Emit emit, Grow grow);

  // evaluator_updates.cpp
  Flow each_path(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_get_path(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Flow each_update(const Node& node, const Scope* scope, Item&& item, Emit emit);
  Value one_update(const Node& node, const Scope* scope, Value&& input);
  Value updated(const Node& node, const Scope* scope, Value&& input, const Value& operand);
  std::vector<Value> collect_paths(const Node& node, const Scope* scope, const Value& input);
  Value take_path(Value& root, const Value& path);
  Value one_delete(const Node& node, const Scope* scope, Value&& input);
  // Calls `change` with each path of the node within the input.
  Flow for_each_path(const Node& node, const Scope* scope, const Value& input, Emit change);

  Flow emit_value(Value value, const Item& origin, Emit emit);
  [[nodiscard]] Value extended(Value path, const Value& key);
  Flow forgiven(const Node& node);
  bool path_usable(const Item& item, const Value* key);
  [[nodiscard]] Flow flow() const { return execution_.stopped() ? Flow::Stop : Flow::Go; }

  Execution& execution_;
  ScopeStack links_;
  Value null_;
};

// The scope link that many hops further out.
inline const Scope* outer(const Scope* scope, std::uint32_t hops) {
  for (; hops > 0; --hops) scope = scope->up;
  return scope;
}

}  // namespace baton::jq
