// A program that runs beside the test: its three streams, its signals, its end.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace baton::testing {

// How a program ended.
struct Outcome {
  int status = -1;  // its exit status; 128 + the signal if one ended it
  std::string out;
  std::string err;
};

class Process {
 public:
  struct Limit {
    int resource;  // as for setrlimit(): RLIMIT_FSIZE, ...
    std::size_t most;
  };
  struct Command {
    std::vector<std::string> arguments;  // of the program `baton`
    std::string directory;
    std::string input = {};        // stdin
    std::string stdout_path = {};  // a file for stdout instead of a pipe
    bool closed_stdout = false;
    std::vector<Limit> limits = {};             // of the system
    bool terminal = false;                      // stderr is a pseudo-terminal of 60 columns and 20 rows
    std::vector<std::string> environment = {};  // "NAME=value", before a fixed one
    std::optional<uid_t> user = {};  // who runs it, alone in a group of that number; only root can ask for it
  };

  explicit Process(const Command& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // kills it if it still runs

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;

  // Waits until stderr has that text. False: the program ended without.
  [[nodiscard]] bool says(const std::string& text);
  // The same of stdout.
  [[nodiscard]] bool prints(const std::string& text);
  // What stderr has had so far.
  [[nodiscard]] const std::string& said() const { return outcome_.err; }
  // Waits for its end.
  [[nodiscard]] Outcome wait();

 private:
  bool read_more();

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Outcome outcome_;
};

}  // namespace baton::testing
