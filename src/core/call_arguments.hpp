// The arguments of a call. Where they mention $secrets, handle() does not evaluate them: it captures what they need, and
// the gateway evaluates them with the secrets, outside of anything that is stored.
#pragma once

#include "core/intent.hpp"
#include "core/interpreter/workflow_transition.hpp"
#include "core/program.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>

namespace baton::core {

// What the arguments of this call need, without $secrets: the value of Call::arguments where Call::deferred.
[[nodiscard]] Value capture_arguments(const WorkflowTransition& transition, FrameId frame, const CallTask& task);

// Whether both mean the same call. The time of captures is ignored.
[[nodiscard]] bool same_arguments(const CallTask& task, const Value& left, const Value& right);

// The arguments to call with; `now` is the time where the capture has none. `secrets` is an object of the secrets the document may use. PURE.
[[nodiscard]] std::expected<Value, Problem> resolve_arguments(const Program& program, const Call& call,
                                                              const Value& secrets, Timestamp now);

}  // namespace baton::core
