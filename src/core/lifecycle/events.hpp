// The effects of the events that concern the whole instance. One file per event next to this one; handle.cpp dispatches.
//
//   status      start   answer, timer, continue   suspend   resume   cancel   retry
//   pending     begins  –                         –         –        –        –
//   running,    –       applied, or suspends      suspends  –        cancels  –
//   waiting
//   suspended   –       held                      –         resumes  cancels  –
//   faulted     –       –                         –         –        –        retries, if nothing was undone
//   cancelled,  –       –                         –         –        –        –
//   completed
//
//   – : recorded as ignored. A machine that cannot handle an answer or a timer is suspended by it; a start or an event from
//       outside that it cannot handle is refused, and changes nothing. Acknowledged applies in every status.
//
// T is the transition of a style of program: WorkflowTransition or HostedTransition. What the event does to the program itself is in
// the style's moments.hpp.
#pragma once

#include "core/transition.hpp"

#include <vector>

namespace baton::core {

template <class T>
void on_start(T& transition, const Start& event);
void on_suspend(Transition& transition);
template <class T>
void on_resume(T& transition);
template <class T>
void on_cancel(T& transition, const Cancel& event);
template <class T>
void on_retry(T& transition);

// Does the answer decide about what is awaited? That the call has happened is true whichever attempt says so; that it failed,
// or that nobody knows, is said of that attempt alone.
[[nodiscard]] bool decides(const Answer& answer, const Pending& awaited);
// What the answer says about the call.
[[nodiscard]] Outcome outcome_of(const Answer& answer);
// The instance is suspended: keeps it for the resume.
void hold(Transition& transition, const Event& event);
// The event cannot be handled as things are: the instance is suspended as if that had been asked for before the event came, so
// that a resume handles it again.
void suspend_before(Transition& transition, EventBody event, Problem why);
// The same where nothing is to be kept: the event comes again by itself, or is lost.
void suspend_because(Transition& transition, Problem why);
// The events of the log that an instance has lost, as an error.
[[nodiscard]] Problem lost_events(std::uint64_t first, std::uint64_t last);
// Nothing in the instance takes the event, and nothing has changed.
void refuse_offer(Transition& transition, const Offer& offer);

// What a suspended instance waits for. Recovery does not issue it while the instance is suspended; the event that ends the
// suspension does, as far as it is still pending after that event. The runtime drops what is in flight already.
[[nodiscard]] std::vector<IntentKey> requests_while_suspended(const Instance& instance);
void issue_again(Transition& transition, const std::vector<IntentKey>& keys);

// Ends it without undoing anything: what is in flight is not awaited; its late answers are recorded and change nothing.
void cancel_at_once(Transition& transition);
// The end of the instance: what it waits for is forgotten, and its parent is notified.
void end_instance(Transition& transition, Status status);

}  // namespace baton::core
