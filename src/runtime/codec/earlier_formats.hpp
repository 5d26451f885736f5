// What instances of earlier formats mean in this one, where the members themselves are the same.
#pragma once

#include "core/interpreter/state.hpp"

namespace baton::runtime {

// In formats 1 and 2 the retry point of an unwinding frame has all frames of the instance. Only those within the frame count.
void narrow_retry_points(core::WorkflowState& state);

}  // namespace baton::runtime
