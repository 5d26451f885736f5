// A real program that is run, killed and stopped at random moments.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace baton::crash {

// Its streams go nowhere. Killed with this object if it still runs.
class Program {
 public:
  Program(const std::string& path, std::vector<std::string> arguments, const std::filesystem::path& directory);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  // SIGKILL. True: that is what ended it.
  bool kill();
  // SIGSTOP, and waits until every thread of it stands still. False: it had ended.
  bool stop();
  void go_on() const;
  // Waits for its end. Its exit status; 128 + the signal that ended it.
  int wait();

 private:
  pid_t pid_;
  std::optional<int> status_;  // once it has ended
};

// The moment is physical, and every one must be survived; only how long is waited for it is drawn.
void wait_a_moment(std::mt19937& random, std::chrono::microseconds at_most);

}  // namespace baton::crash
