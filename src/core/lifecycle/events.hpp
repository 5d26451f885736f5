// What the events that concern the whole instance do. One file per event beside this one; handle.cpp dispatches.
//
//   status      start   answer, timer, continue   suspend   resume   cancel   retry
//   pending     begins  –                         –         –        –        –
//   running,    –       applied                   suspends  –        cancels  –
//   waiting
//   suspended   –       held                      –         resumes  cancels  –
//   faulted     –       –                         –         –        –        retries, if nothing was undone
//   cancelled,  –       –                         –         –        –        –
//   completed
//
//   – : recorded as ignored. Acknowledged applies in every status.
#pragma once

#include "core/interpreter/transition.hpp"

#include <vector>

namespace baton::core {

void on_start(Transition& transition, const Start& event);
void on_suspend(Transition& transition);
void on_resume(Transition& transition);
void on_cancel(Transition& transition, const Cancel& event);
void on_retry(Transition& transition);

// Applies an answer, a timer or a turn to the tasks in progress.
void on_progress(Transition& transition, const EventBody& event);
// Does the answer decide about what is awaited? That the call has happened is true whichever attempt says so; that it failed,
// or that nobody knows, is said of that attempt alone.
[[nodiscard]] bool decides(const Answer& answer, const Pending& awaited);
// The instance is suspended: keeps it for the resume.
void hold(Transition& transition, const Event& event);

// What a suspended instance waits for. Recovery does not issue it while the instance is suspended; the event that ends the
// suspension does, as far as it is still pending after that event. The runtime drops what is in flight already.
[[nodiscard]] std::vector<IntentKey> requests_while_suspended(const Instance& instance);
void issue_again(Transition& transition, const std::vector<IntentKey>& keys);

void ignore(Transition& transition);

}  // namespace baton::core
