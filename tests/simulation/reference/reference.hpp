// The reference: how a workflow document must end, found by walking through it. Small, slow and obvious, written from
// the specification of the DSL and from what Baton adds to it; it shares nothing with the engine but JSON and jq.
//
// It knows an ideal world: every operator succeeds, nothing crashes, nobody cancels, no timeout strikes. It does not
// model time, `call: http`, secrets, `evaluate.mode: loose`, reusable components other than functions, and of text
// templates no string interpolation that holds braces. Where the outcome depends on timing it says so.
#pragma once

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tests {

struct ReferenceOutcome {
  bool comparable = true;         // false: how it ends depends on timing, or on something that is not modelled
  bool counts_comparable = true;  // false: how often which task completes does; always false if not comparable
  std::string why_not;            // the first reason for either
  std::optional<Value> output;    // of a completed workflow
  std::optional<Problem> fault;   // of a faulted one; of errors the engine makes only type and status are specified
  // By reference, how often the task completed: of the document alone, not of its children. Compensations count too.
  std::map<std::string, int> completed;
};

// What an operator's method answers; the same for the same arguments.
using OperatorResult = std::function<Value(std::string_view function, const Value& arguments)>;

// The event log, and the world that publishes into it.
struct ReferenceEvents {
  std::function<std::vector<Value>()> more;  // what is published when nothing else is left to do, each time
  std::vector<Value> log = {};               // as structured JSON
  bool emits = false;                        // a workflow has emitted one of them
};

// `child`: the document that `run` starts; nullptr if none does. `events`: nullptr if there is no event log.
[[nodiscard]] ReferenceOutcome interpret(const Value& document, const Value* child, const Value& input,
                                         const OperatorResult& operators, ReferenceEvents* events = nullptr);

// By the keywords that generated documents use.
[[nodiscard]] bool is_valid(const Value& schema, const Value& value);

// The value without members named "effect", at any depth: they hold what differs between two runs of one document.
[[nodiscard]] Value without_effects(const Value& value);

}  // namespace baton::tests
