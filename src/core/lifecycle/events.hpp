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

#include "core/workflow/transition.hpp"

namespace baton::core {

void on_start(Transition& transition, const Start& event);
void on_suspend(Transition& transition);
void on_resume(Transition& transition);
void on_cancel(Transition& transition, const Cancel& event);
void on_retry(Transition& transition);

// Applies an answer, a timer or a turn to the tasks in progress.
void on_progress(Transition& transition, const EventBody& event);
// The instance is suspended: keeps it for the resume.
void hold(Transition& transition, const Event& event);

void ignore(Transition& transition);

}  // namespace baton::core
