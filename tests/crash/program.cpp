#include "crash/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <thread>

namespace baton::crash {
namespace {

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Program::Program(const std::string& path, std::vector<std::string> arguments, const std::filesystem::path& directory) {
  arguments.insert(arguments.begin(), path);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ > 0) return;
  const int nowhere = open("/dev/null", O_RDWR);  // only what is safe between fork and exec
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  if (chdir(directory.c_str()) == 0) execv(path.c_str(), pointers.data());
  _exit(127);
}

Program::~Program() {
  if (!status_) kill();
}

bool Program::kill() {
  if (!status_) ::kill(pid_, SIGKILL);
  return wait() == 128 + SIGKILL;
}

bool Program::stop() {
  if (status_) return false;
  ::kill(pid_, SIGSTOP);
  int status = 0;
  waitpid(pid_, &status, WUNTRACED);
  if (WIFSTOPPED(status)) return true;
  status_ = exit_status(status);
  return false;
}

void Program::go_on() const {
  if (!status_) ::kill(pid_, SIGCONT);
}

int Program::wait() {
  if (!status_) {
    int status = 0;
    waitpid(pid_, &status, 0);
    status_ = exit_status(status);
  }
  return *status_;
}

void wait_a_moment(std::mt19937& random, std::chrono::microseconds at_most) {
  const auto range = static_cast<unsigned long>(at_most.count());
  std::this_thread::sleep_for(std::chrono::microseconds(random() % range));
}

}  // namespace baton::crash
