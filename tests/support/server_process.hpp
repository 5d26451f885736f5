// A server of the test's own: a program that runs beside the test, on loopback and in a folder of its own, and can be killed and started
// again on what it has kept. It ends with the program that started it, also if that is killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace baton::tests {

// A port of the loopback interface that nobody listens on now.
[[nodiscard]] std::uint16_t free_port();
// Where a program is, in PATH or the folders of the system's servers; throws std::runtime_error if it is nowhere.
[[nodiscard]] std::string program_named(const std::string& name);

class ServerProcess {
 public:
  // `command` is run in a new folder. It says `ready` on stdout or stderr when it accepts connections. It is not started yet.
  ServerProcess(std::vector<std::string> command, std::string ready);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();  // kills it, and removes its folder

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  void start();  // returns when it is ready; throws std::runtime_error with what it said, if it ends before
  void kill();   // with SIGKILL, if it runs

 private:
  std::vector<std::string> command_;
  std::string ready_;
  std::filesystem::path folder_;
  pid_t pid_ = -1;
  std::thread reader_;
};

}  // namespace baton::tests
