#include "cli/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace baton::testing {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

Pipe make_terminal() {
  Pipe terminal;
  const winsize size{.ws_row = 20, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
  if (openpty(&terminal.read, &terminal.write, nullptr, nullptr, &size) != 0) throw std::runtime_error("no terminal");
  fcntl(terminal.read, F_SETFD, FD_CLOEXEC);
  return terminal;
}

// An input of any size, without a thread that feeds it.
int open_input(const std::string& text) {
  std::string name = "/tmp/baton-input-XXXXXX";
  const int file = mkostemp(name.data(), O_CLOEXEC);
  unlink(name.c_str());
  if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("no input");
  }
  lseek(file, 0, SEEK_SET);
  return file;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Process::Process(const Command& command) {
  std::vector<std::string> arguments{BATON_PROGRAM};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = command.environment;  // the first of a name counts
  environment.insert(environment.end(), {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=xterm"});
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);

  const int in = open_input(command.input);
  const Pipe out = make_pipe();
  const Pipe err = command.terminal ? make_terminal() : make_pipe();
  pid_ = fork();
  if (pid_ == 0) {  // only what is safe between fork and exec
    dup2(in, STDIN_FILENO);
    dup2(command.stdout_path.empty() ? out.write : open(command.stdout_path.c_str(), O_WRONLY), STDOUT_FILENO);
    dup2(err.write, STDERR_FILENO);
    if (command.closed_stdout) close(STDOUT_FILENO);
    if (chdir(command.directory.c_str()) != 0) _exit(127);
    for (const Limit& each : command.limits) {
      const rlimit limit{.rlim_cur = each.most, .rlim_max = each.most};
      setrlimit(static_cast<__rlimit_resource>(each.resource), &limit);
    }
    if (command.user && (setgroups(0, nullptr) != 0 || setgid(*command.user) != 0 || setuid(*command.user) != 0)) {
      _exit(127);
    }
    execve(BATON_PROGRAM, argv.data(), envp.data());
    _exit(127);
  }
  close(in);
  close(out.write);
  close(err.write);
  out_ = out.read;
  err_ = err.read;
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (err_ >= 0) close(err_);
}

void Process::signal(int number) const {
  kill(pid_, number);
}

// False once both streams have ended.
bool Process::read_more() {
  std::array<pollfd, 2> streams{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
  if (out_ < 0 && err_ < 0) return false;
  if (poll(streams.data(), streams.size(), -1) < 0) return errno == EINTR;
  const auto take = [](const pollfd& stream, int& descriptor, std::string& text) {
    if (stream.fd < 0 || stream.revents == 0) return;
    std::array<char, 4096> bytes{};
    const ssize_t size = ::read(stream.fd, bytes.data(), bytes.size());
    if (size > 0) {
      text.append(bytes.data(), static_cast<std::size_t>(size));
    } else {  // also the error by which a pseudo-terminal tells its end
      close(descriptor);
      descriptor = -1;
    }
  };
  take(streams[0], out_, outcome_.out);
  take(streams[1], err_, outcome_.err);
  return true;
}

bool Process::says(const std::string& text) {
  while (outcome_.err.find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

bool Process::prints(const std::string& text) {
  while (outcome_.out.find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

Outcome Process::wait() {
  while (read_more()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  outcome_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome_;
}

}  // namespace baton::testing
