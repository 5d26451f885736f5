#include "support/server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <future>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace baton::tests {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("ServerProcess: " + what);
}

// Reads to the end, so that the server does not wait for a full pipe. `is_ready` becomes nullopt when it is, or what it said before it ended.
void read_all(int output, const std::string& ready, std::promise<std::optional<std::string>> is_ready) {
  std::string said;
  bool is_told = false;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t size = read(output, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    if (is_told) continue;
    said.append(buffer.data(), static_cast<std::size_t>(size));
    is_told = said.find(ready) != std::string::npos;
    if (is_told) is_ready.set_value(std::nullopt);
  }
  if (!is_told) is_ready.set_value(said);
  close(output);
}

}  // namespace

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool is_bound = bind(socket, generic, size) == 0 && getsockname(socket, generic, &size) == 0;
  close(socket);
  if (!is_bound) fail("no free port");
  return ntohs(address.sin_port);
}

std::string program_named(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) + ":/usr/sbin:/usr/local/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((fs::path(folder) / name).c_str(), X_OK) == 0) return fs::path(folder) / name;
  }
  fail("the program " + name + " is not installed; ./dev test installs it");
}

ServerProcess::ServerProcess(std::vector<std::string> command, std::string ready)
    : command_(std::move(command)), ready_(std::move(ready)) {
  std::string name = (fs::temp_directory_path() / "baton-server-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) fail("cannot make a folder: " + std::string(std::strerror(errno)));
  folder_ = name;
}

ServerProcess::~ServerProcess() {
  kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void ServerProcess::start() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe");
  std::vector<char*> arguments;
  arguments.reserve(command_.size() + 1);
  for (std::string& argument : command_) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) fail("cannot fork");
  if (pid_ == 0) {
    // Between fork and exec, only what is safe after a fork of a program with threads.
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    if (chdir(folder_.c_str()) != 0) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(ends[1]);
  std::promise<std::optional<std::string>> ready;
  auto failure = ready.get_future();
  reader_ = std::thread(read_all, ends[0], ready_, std::move(ready));
  if (const auto said = failure.get()) {
    kill();
    fail("the server did not start:\n" + *said);
  }
}

void ServerProcess::kill() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }
  if (reader_.joinable()) reader_.join();
}

}  // namespace baton::tests
