// Tail positions: the last part of a pipe, a comma, a branch, the body of a call. It takes the place of the whole, so a function
// that calls itself there is a loop: its turns cost steps, and never stack.
#include "jq/evaluator.hpp"

namespace baton::jq {

Flow Evaluator::follow(Position at, Emit emit) {
  while (true) {
    if (at.node->single && !at.item.tracked()) return emit_one(*at.node, at.scope, std::move(at.item.value), emit);
    if (!execution_.charge_steps(1)) return Flow::Stop;
    if (const Step flow = step(at, emit)) return *flow;
  }
}

// Gives up the links of the loop. A break to one of its labels ends the loop, because all that remained was inside the label.
Flow Evaluator::ended(Flow flow, std::size_t links) {
  if (flow == Flow::Stop && execution_.cause() == Execution::Cause::Break) {
    for (std::size_t at = links_.size(); at > links && flow == Flow::Stop; --at) {
      if (execution_.arrive(links_.at(at - 1))) flow = Flow::Go;
    }
  }
  links_.pop_to(links);
  return flow;
}

Evaluator::Step Evaluator::step(Position& at, Emit emit) {
  const Node& node = *at.node;
  switch (node.op) {
    case Op::Pipe:
      return step_pipe(at, emit);
    case Op::Comma:
      return step_comma(at, emit);
    case Op::If:
      return step_if(at, emit);
    case Op::Alternative:
      return step_alternative(at, emit);
    case Op::Bind:
      return step_bind(at, emit);
    case Op::Try:
      return step_try(at, emit);
    case Op::Label:
      at.scope = links_.push({.up = at.scope});
      at.node = &node.children[0];
      return std::nullopt;
    case Op::Call:
      at.scope = push_call(node, at.scope);
      at.node = &node.function->body;
      return std::nullopt;
    case Op::Parameter: {
      const Scope* link = outer(at.scope, node.hops);
      at.node = &link->call->children[node.index];
      at.scope = link->caller;
      return std::nullopt;
    }
    default:
      return dispatch(node, at.scope, std::move(at.item), emit);
  }
}

std::optional<Item> Evaluator::only(Position at) {
  if (at.node->single && !at.item.tracked()) {
    Value value = one(*at.node, at.scope, std::move(at.item.value));
    return execution_.stopped() ? std::nullopt : std::optional(Item{std::move(value)});
  }
  std::optional<Item> result;
  each(*at.node, at.scope, std::move(at.item), [&](Item&& found) {
    result = std::move(found);
    return Flow::Go;
  });
  return execution_.stopped() ? std::nullopt : std::move(result);
}

namespace {

// A call that passes on exactly what the function around it was given: `def f(g): … f(g)`.
bool passes_on(const Node& call) {
  const std::vector<Node>& given = call.children;
  for (std::size_t at = 0; at < given.size(); ++at) {
    if (given[at].op != Op::Parameter || given[at].index != at || given[at].hops != given[0].hops) return false;
  }
  return !given.empty();
}

}  // namespace

// The link of a call. What is only passed on is taken from where it was first given, so that a long chain of calls does not
// become a long way to their arguments.
const Scope* Evaluator::push_call(const Node& call, const Scope* scope) {
  Scope link{.up = call.function->outermost ? nullptr : outer(scope, call.hops), .call = &call, .caller = scope};
  if (passes_on(call)) {
    const Scope* first = outer(scope, call.children[0].hops);
    if (first->call->children.size() == call.children.size()) {
      link.call = first->call;
      link.caller = first->caller;
    }
  }
  return links_.push(std::move(link));
}

// An argument of a function is what was given for it.
void Evaluator::resolve(const Node*& node, const Scope*& scope) {
  constexpr std::uint64_t kHopsAStep = 32;
  std::uint64_t hops = 0;
  while (node->op == Op::Parameter) {
    const Scope* link = outer(scope, node->hops);
    node = &link->call->children[node->index];
    scope = link->caller;
    ++hops;
  }
  execution_.charge_steps(hops / kHopsAStep);
}

Evaluator::Step Evaluator::step_pipe(Position& at, Emit emit) {
  const Node* first = &at.node->children[0];
  const Node& second = at.node->children[1];
  const Scope* scope = at.scope;
  resolve(first, scope);
  if (!first->at_most_one) {
    return each(*first, scope, std::move(at.item),
                [&](Item&& middle) { return each(second, at.scope, std::move(middle), emit); });
  }
  std::optional<Item> middle = only({first, scope, std::move(at.item)});
  if (!middle) return execution_.stopped() ? Flow::Stop : Flow::Go;
  at.item = *std::move(middle);
  at.node = &second;
  return std::nullopt;
}

Evaluator::Step Evaluator::step_comma(Position& at, Emit emit) {
  const std::vector<Node>& parts = at.node->children;
  for (std::size_t part = 0; part + 1 < parts.size(); ++part) {
    if (each(parts[part], at.scope, at.item, emit) == Flow::Stop) return Flow::Stop;
  }
  at.node = &parts.back();
  return std::nullopt;
}

Evaluator::Step Evaluator::step_if(Position& at, Emit emit) {
  const Node& node = *at.node;
  const Node* condition = &node.children[0];
  const Scope* scope = at.scope;
  resolve(condition, scope);
  if (!condition->at_most_one) {
    return each(*condition, scope, Item{at.item.value}, [&](Item&& answer) {
      return each(node.children[answer.value.is_truthy() ? 1 : 2], at.scope, at.item, emit);
    });
  }
  const std::optional<Item> answer = only({condition, scope, Item{at.item.value}});
  if (!answer) return execution_.stopped() ? Flow::Stop : Flow::Go;
  at.node = &node.children[answer->value.is_truthy() ? 1 : 2];
  return std::nullopt;
}

Evaluator::Step Evaluator::step_alternative(Position& at, Emit emit) {
  bool found = false;
  const Flow flow = each(at.node->children[0], at.scope, at.item, [&](Item&& result) {
    if (!result.value.is_truthy()) return Flow::Go;
    found = true;
    return emit(std::move(result));
  });
  if (found || flow == Flow::Stop) return flow;
  at.node = &at.node->children[1];
  return std::nullopt;
}

Evaluator::Step Evaluator::step_bind(Position& at, Emit emit) {
  const Node* source = &at.node->children[0];
  const Node& body = at.node->children[1];
  const Scope* scope = at.scope;
  resolve(source, scope);
  if (!source->at_most_one) {
    return each(*source, scope, Item{at.item.value}, [&](Item&& bound) {
      const Scope link{.up = at.scope, .value = std::move(bound.value)};
      return each(body, &link, at.item, emit);
    });
  }
  std::optional<Item> bound = only({source, scope, Item{at.item.value}});
  if (!bound) return execution_.stopped() ? Flow::Stop : Flow::Go;
  at.scope = links_.push({.up = at.scope, .value = std::move(bound->value)});
  at.node = &body;
  return std::nullopt;
}

// Errors of the body are caught, but not those of the code that consumes its results.
Evaluator::Step Evaluator::step_try(Position& at, Emit emit) {
  const Node& node = *at.node;
  bool consumer_stopped = false;
  const bool tracked = at.item.tracked();
  const Flow flow = each(node.children[0], at.scope, std::move(at.item), [&](Item&& result) {
    const Flow next = emit(std::move(result));
    consumer_stopped = next == Flow::Stop;
    return next;
  });
  if (flow == Flow::Go || consumer_stopped || execution_.cause() != Execution::Cause::Error) return flow;
  Value error = execution_.recover();
  if (node.children.size() == 1) return Flow::Go;
  at.item = Item{std::move(error), tracked ? Value::boolean(false) : Value()};
  at.node = &node.children[1];
  return std::nullopt;
}

}  // namespace baton::jq
