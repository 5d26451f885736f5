// Ctrl-C and its like (SIGINT, SIGTERM, SIGHUP): the first one asks the program to stop, the second stops it.
#pragma once

namespace baton::cli {

// From now on the first signal makes interrupted() true and the second ends the process with status 5.
void catch_interrupts();
[[nodiscard]] bool interrupted();

// From now on SIGHUP does neither: it makes reload_wanted() true, once.
void catch_reloads();
[[nodiscard]] bool reload_wanted();

// From now on the second signal says this first, on stderr; null: nothing. The text is never destroyed.
void set_last_words(const char* text);

}  // namespace baton::cli
