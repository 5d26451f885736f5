// The end of the program where there is no memory: a message and an exit status, on whichever thread.
#pragma once

namespace baton::cli {

// From now on an allocation that fails ends the process in this way. It is as a crash: no destructor runs, and what the engine has
// confirmed is durable.
void exit_when_out_of_memory();

}  // namespace baton::cli
