// The members of the core's persisted structs, by name: what writer and reader walk over.
//
// These names, and the order of the alternatives of the variants, are the stored format (docs/formats/instance.md):
// adding a member with a default is compatible, anything else needs a new kFormat and a migration.
#pragma once

#include "core/history.hpp"
#include "core/instance.hpp"

#include <boost/describe.hpp>

namespace baton {

BOOST_DESCRIBE_STRUCT(DefinitionName, (), (space, name, version))
BOOST_DESCRIBE_STRUCT(Problem, (), (type, status, title, detail, instance, extensions))

namespace core {

BOOST_DESCRIBE_STRUCT(Call, (), (task, function, arguments, deferred, idempotent, attempt, deadline))
BOOST_DESCRIBE_STRUCT(StartChild, (), (workflow, input, await))
BOOST_DESCRIBE_STRUCT(CancelChild, (), (start))
BOOST_DESCRIBE_STRUCT(Succeeded, (), (output))
BOOST_DESCRIBE_STRUCT(Failed, (), (problem))
BOOST_DESCRIBE_STRUCT(OutcomeUnknown, (), (problem))
BOOST_DESCRIBE_STRUCT(Notify, (), (parent, start, outcome))
BOOST_DESCRIBE_STRUCT(Yield, (), ())
BOOST_DESCRIBE_STRUCT(Pending, (), (key, request))

BOOST_DESCRIBE_STRUCT(Parent, (), (instance, start))
BOOST_DESCRIBE_STRUCT(Start, (), (run_id, input, parent))
BOOST_DESCRIBE_STRUCT(Answer, (), (key, outcome))
BOOST_DESCRIBE_STRUCT(Acknowledged, (), (key))
BOOST_DESCRIBE_STRUCT(TimerFired, (), (timer))
BOOST_DESCRIBE_STRUCT(Continue, (), (key))
BOOST_DESCRIBE_STRUCT(Cancel, (), (compensate))
BOOST_DESCRIBE_STRUCT(Suspend, (), ())
BOOST_DESCRIBE_STRUCT(Resume, (), ())
BOOST_DESCRIBE_STRUCT(Retry, (), ())
BOOST_DESCRIBE_STRUCT(Deliver, (), (event, format))
BOOST_DESCRIBE_STRUCT(Event, (), (at, seed, body))

BOOST_DESCRIBE_STRUCT(Change, (), (kind, task, attempt, problem, output))
BOOST_DESCRIBE_STRUCT(HistoryRecord, (), (revision, event, changes))

BOOST_DESCRIBE_STRUCT(Variable, (), (name, value))
BOOST_DESCRIBE_STRUCT(UnknownCall, (), (place, arguments, key))
BOOST_DESCRIBE_STRUCT(DoState, (), (position))
BOOST_DESCRIBE_STRUCT(ForState, (), (collection, index))
BOOST_DESCRIBE_STRUCT(ForkState, (), (outputs))
BOOST_DESCRIBE_STRUCT(TryState, (), (attempt, first_attempt_at, handling, unknown, reusable))
BOOST_DESCRIBE_STRUCT(WaitState, (), (until))
BOOST_DESCRIBE_STRUCT(CallState, (), (key, unknown, attempt, first_attempt_at))
BOOST_DESCRIBE_STRUCT(RunWorkflowState, (), (key))
BOOST_DESCRIBE_STRUCT(MachineRequestState, (), (intent, format, key, timer))
BOOST_DESCRIBE_STRUCT(MachineState, (), (requests, unknown))
BOOST_DESCRIBE_STRUCT(Unwinding, (), (next, compensate, spare, problem, resume_at, output, undoing, retry_point))
BOOST_DESCRIBE_STRUCT(Timer, (), (id, frame, purpose, due))
BOOST_DESCRIBE_STRUCT(Frame, (),
                      (id, parent, task, phase, cancelling, compensation, raw_input, input, started_at, variables,
                       state, unwinding, answered))
BOOST_DESCRIBE_STRUCT(LedgerEntry, (), (task, input, output, scope, unknown))
BOOST_DESCRIBE_STRUCT(RetryPoint, (), (frames, origin))
BOOST_DESCRIBE_STRUCT(WorkflowState, (),
                      (context, context_format, frames, timers, failed_compensations, retry_point, next_frame,
                       next_timer))
BOOST_DESCRIBE_STRUCT(Instance, (), (run_id, parent, input, output, error, updated_at, pending, held, state))

}  // namespace core
}  // namespace baton
