// Ctrl-C and its like (SIGINT, SIGTERM, SIGHUP): the first one asks the program to stop, the second stops it.
#pragma once

namespace baton::cli {

// From now on the first signal makes interrupted() true and the second ends the process with status 5.
void catch_interrupts();
[[nodiscard]] bool interrupted();

}  // namespace baton::cli
