// The members of the core's persisted structs, by name: what writer and reader walk over.
//
// These names are the stored format (docs/formats/instance.md), as are the numbers of numbers.hpp. A format number stands
// for one set of members: a reader refuses members that it does not know, so adding, renaming or dropping one needs a
// new kFormat, and the reader must still read the formats before.
#pragma once

#include "core/history.hpp"
#include "core/instance.hpp"

#include <boost/describe.hpp>

#include <type_traits>

namespace baton {

BOOST_DESCRIBE_STRUCT(DefinitionName, (), (space, name, version))
BOOST_DESCRIBE_STRUCT(Problem, (), (type, status, title, detail, instance, extensions))

namespace core {

BOOST_DESCRIBE_STRUCT(Call, (), (task, kind, function, arguments, deferred, idempotent, attempt, deadline, as))
BOOST_DESCRIBE_STRUCT(StartChild, (), (workflow, input, await, id, log))
BOOST_DESCRIBE_STRUCT(CancelChild, (), (start, id))
BOOST_DESCRIBE_STRUCT(Succeeded, (), (output))
BOOST_DESCRIBE_STRUCT(Failed, (), (problem))
BOOST_DESCRIBE_STRUCT(OutcomeUnknown, (), (problem))
BOOST_DESCRIBE_STRUCT(Notify, (), (parent, start, outcome))
BOOST_DESCRIBE_STRUCT(Yield, (), ())
BOOST_DESCRIBE_STRUCT(Pending, (), (key, request, attempt))

BOOST_DESCRIBE_STRUCT(Parent, (), (instance, start, awaits, above))
BOOST_DESCRIBE_STRUCT(Origin, (), (instance, revision))
BOOST_DESCRIBE_STRUCT(Start, (), (run_id, input, parent, origin, inherited))
BOOST_DESCRIBE_STRUCT(Answer, (), (key, outcome, attempt, overtakes))
BOOST_DESCRIBE_STRUCT(Acknowledged, (), (key))
BOOST_DESCRIBE_STRUCT(TimerFired, (), (timer))
BOOST_DESCRIBE_STRUCT(Continue, (), (key))
BOOST_DESCRIBE_STRUCT(Cancel, (), (compensate))
BOOST_DESCRIBE_STRUCT(Suspend, (), ())
BOOST_DESCRIBE_STRUCT(Resume, (), ())
BOOST_DESCRIBE_STRUCT(Retry, (), ())
BOOST_DESCRIBE_STRUCT(Deliver, (), (event, format, source, id))
BOOST_DESCRIBE_STRUCT(Arrival, (), (listener, position, event))
BOOST_DESCRIBE_STRUCT(Offer, (), (event))
BOOST_DESCRIBE_STRUCT(Event, (), (at, seed, caller, log, body))

BOOST_DESCRIBE_STRUCT(Change, (), (kind, task, attempt, problem, output))
BOOST_DESCRIBE_STRUCT(HistoryRecord, (), (revision, event, changes))

BOOST_DESCRIBE_STRUCT(Variable, (), (name, value))
BOOST_DESCRIBE_STRUCT(UnknownCall, (), (place, arguments, key, attempts, as))
BOOST_DESCRIBE_STRUCT(DoState, (), (position))
BOOST_DESCRIBE_STRUCT(ForState, (), (collection, index))
BOOST_DESCRIBE_STRUCT(ForkState, (), (outputs))
BOOST_DESCRIBE_STRUCT(Consumption, (), (filter, position))
BOOST_DESCRIBE_STRUCT(TryState, (), (attempt, first_attempt_at, handling, unknown, reusable, consumed))
BOOST_DESCRIBE_STRUCT(WaitState, (), (until))
BOOST_DESCRIBE_STRUCT(CallState, (), (key, unknown, attempt, first_attempt_at))
BOOST_DESCRIBE_STRUCT(RunWorkflowState, (), (key, timed_out))
BOOST_DESCRIBE_STRUCT(Listener, (), (id, filter, position, identity, expected))
BOOST_DESCRIBE_STRUCT(Collected, (), (levels, bytes))
BOOST_DESCRIBE_STRUCT(ListenState, (), (listeners, opened_at, count, results, handling, ending))
BOOST_DESCRIBE_STRUCT(Unwinding, (),
                      (next, compensate, spare, problem, resume_at, output, undoing, undo_unknown, undo_key, undo_calls,
                       retry_point))
BOOST_DESCRIBE_STRUCT(Timer, (), (id, frame, purpose, due))
BOOST_DESCRIBE_STRUCT(Frame, (),
                      (id, parent, task, phase, cancelling, compensation, raw_input, input, started_at, variables,
                       state, unwinding, answered))
BOOST_DESCRIBE_STRUCT(LedgerEntry, (), (task, input, output, scope, unknown, undo_key))
BOOST_DESCRIBE_STRUCT(RetryPoint, (), (frames, origin))
BOOST_DESCRIBE_STRUCT(WorkflowState, (),
                      (context, frames, timers, failed_compensations, retry_point, next_frame, next_timer,
                       next_listener, log, consumed))
BOOST_DESCRIBE_STRUCT(HostedRequest, (), (intent, format, key, timer, due, attempt))
BOOST_DESCRIBE_STRUCT(HostedListener, (), (id, topic, value, position))
BOOST_DESCRIBE_STRUCT(HostedState, (),
                      (value, format, requests, unknown, next_timer, listeners, next_listener, log, consumed))
BOOST_DESCRIBE_STRUCT(Inherited, (), (run_id, pending, held, state, ledger))
BOOST_DESCRIBE_STRUCT(Instance, (),
                      (run_id, parent, origin, input, output, error, updated_at, attempt, pending, held, state))

}  // namespace core
}  // namespace baton

namespace baton::runtime {

// The members of T that a valid record never leaves out: always written, and an error where they are missing. All others
// are left out where they equal their default, and read as it.
template <class T>
struct Required;

template <auto... kMembers>
struct Members {
  template <auto kMember>
  static constexpr bool contains() {
    return (is_same<kMember, kMembers>() || ...);
  }

 private:
  template <auto kLeft, auto kRight>
  static constexpr bool is_same() {
    if constexpr (std::is_same_v<decltype(kLeft), decltype(kRight)>) {
      return kLeft == kRight;
    } else {
      return false;
    }
  }
};

template <class T>
struct Required : Members<> {};
template <>
struct Required<DefinitionName> : Members<&DefinitionName::space, &DefinitionName::name, &DefinitionName::version> {};
template <>
struct Required<core::Call> : Members<&core::Call::function> {};
template <>
struct Required<core::StartChild> : Members<&core::StartChild::workflow> {};
template <>
struct Required<core::CancelChild> : Members<&core::CancelChild::start> {};
template <>
struct Required<core::Notify> : Members<&core::Notify::parent, &core::Notify::start> {};
template <>
struct Required<core::Pending> : Members<&core::Pending::key, &core::Pending::request> {};
template <>
struct Required<core::Parent> : Members<&core::Parent::instance, &core::Parent::start> {};
template <>
struct Required<core::Origin> : Members<&core::Origin::instance, &core::Origin::revision> {};
template <>
struct Required<core::Inherited> : Members<&core::Inherited::run_id, &core::Inherited::state> {};
template <>
struct Required<core::Start> : Members<&core::Start::run_id> {};
template <>
struct Required<core::Answer> : Members<&core::Answer::key> {};
template <>
struct Required<core::Acknowledged> : Members<&core::Acknowledged::key> {};
template <>
struct Required<core::TimerFired> : Members<&core::TimerFired::timer> {};
template <>
struct Required<core::Continue> : Members<&core::Continue::key> {};
template <>
struct Required<core::Arrival> : Members<&core::Arrival::listener, &core::Arrival::position, &core::Arrival::event> {};
template <>
struct Required<core::Offer> : Members<&core::Offer::event> {};
template <>
struct Required<core::HostedListener> : Members<&core::HostedListener::id, &core::HostedListener::topic> {};
template <>
struct Required<core::Consumption> : Members<&core::Consumption::filter, &core::Consumption::position> {};
template <>
struct Required<core::Listener> : Members<&core::Listener::id, &core::Listener::identity> {};
template <>
struct Required<core::Event> : Members<&core::Event::at, &core::Event::body> {};
template <>
struct Required<core::HistoryRecord> : Members<&core::HistoryRecord::revision, &core::HistoryRecord::event> {};
template <>
struct Required<core::Variable> : Members<&core::Variable::name> {};
template <>
struct Required<core::UnknownCall> : Members<&core::UnknownCall::key> {};
template <>
struct Required<core::ForState> : Members<&core::ForState::collection> {};
template <>
struct Required<core::ForkState> : Members<&core::ForkState::outputs> {};
template <>
struct Required<core::TryState> : Members<&core::TryState::first_attempt_at> {};
template <>
struct Required<core::WaitState> : Members<&core::WaitState::until> {};
template <>
struct Required<core::CallState> : Members<&core::CallState::first_attempt_at> {};
template <>
struct Required<core::Timer> : Members<&core::Timer::id, &core::Timer::frame, &core::Timer::due> {};
template <>
struct Required<core::Frame> : Members<&core::Frame::id> {};
template <>
struct Required<core::LedgerEntry> : Members<&core::LedgerEntry::scope> {};
template <>
struct Required<core::RetryPoint> : Members<&core::RetryPoint::frames, &core::RetryPoint::origin> {};
template <>
struct Required<core::Instance>
    : Members<&core::Instance::run_id, &core::Instance::updated_at, &core::Instance::state> {};

}  // namespace baton::runtime
