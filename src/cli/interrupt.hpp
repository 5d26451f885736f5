// Ctrl-C and its like (SIGINT, SIGTERM, SIGHUP): the first one asks the program to stop, the second stops it.
#pragma once

namespace baton::cli {

// From now on the first signal makes interrupted() true and the second ends the process with status 5.
void catch_interrupts();
[[nodiscard]] bool interrupted();

// While it lives, the second signal says this first, on stderr: of what is not durable yet, nobody has heard. One at a time;
// the text outlives it.
class LastWords {
 public:
  explicit LastWords(const char* text);
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;
  ~LastWords();
};

}  // namespace baton::cli
