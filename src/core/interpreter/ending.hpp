// How a task is ended from outside: by its timeout or a cancel; and how the instance ends.
#pragma once

#include "core/interpreter/transition.hpp"

namespace baton::core {

// The task's time is up.
void time_out(Transition& transition, FrameId frame);

// Ends the task and all inside it. What is in flight is awaited: the frame may stay until then.
void cancel(Transition& transition, FrameId frame);
// What a cancelled frame had in flight has come to this.
void drained(Transition& transition, FrameId frame, const Outcome& outcome);
// The frame that was cancelled is closed; a task around that waited for it continues.
void finish_cancel(Transition& transition, FrameId frame);

// The end of the instance.
void end_instance(Transition& transition, Status status);

}  // namespace baton::core
