#include "cli/console.hpp"

#include "cli/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace baton::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  return value == nullptr ? std::string_view() : value;
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = environment(name);
    if (locale.empty()) continue;
    return locale.contains("UTF-8") || locale.contains("utf8");
  }
  return false;
}

Result<void> write_stdout(std::string_view text) {
  return write_all(STDOUT_FILENO, text, "stdout");
}

}  // namespace

void prepare_streams() {
  // A write that fails says why; these signals would end the process instead.
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): it cannot fail for this signal
  std::signal(SIGXFSZ, SIG_IGN);  // NOLINT(cert-err33-c)
  // The lowest free number is taken, which is the closed stream's. What was closed cannot be read or written after it either,
  // except stderr: there is no place to report that.
  const std::pair<int, int> streams[] = {{STDIN_FILENO, O_WRONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_RDWR}};
  for (const auto& [stream, how] : streams) {
    if (fcntl(stream, F_GETFD) == -1 && errno == EBADF && open("/dev/null", how) != stream) std::abort();
  }
}

Result<void> write_all(int descriptor, std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return {};
    if (written < 0) {
      const std::string reason = errno == EBADF ? "it is closed" : std::strerror(errno);
      return std::unexpected(
          Error{.kind = Error::Kind::StoreFailed, .message = "cannot write to " + std::string(name) + ": " + reason});
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> print(std::string_view text) {
  return write_stdout(printable(text));
}

Result<void> print_json(const Value& value) {
  if (isatty(STDOUT_FILENO) == 1) return print(to_pretty_json(value) + "\n");
  return write_stdout(to_json(value) + "\n");
}

Result<void> print_exactly(std::string_view text) {
  return isatty(STDOUT_FILENO) == 1 ? print(text) : write_stdout(text);
}

bool stdout_has_reader() {
  pollfd stream{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  return ::poll(&stream, 1, 0) <= 0 || (stream.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

void say(std::string_view text) {
  draw(printable(text) + "\n");
}

void draw(std::string_view text) {
  // There is nowhere left to report that stderr failed.
  [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text, "stderr");
}

bool stderr_can_redraw() {
  const std::string_view term = environment("TERM");
  return isatty(STDERR_FILENO) == 1 && !term.empty() && term != "dumb";
}

Terminal stderr_terminal() {
  Terminal terminal{.color = environment("NO_COLOR").empty(), .utf8 = locale_is_utf8()};
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    terminal.width = size.ws_col;
    terminal.height = size.ws_row;
  }
  return terminal;
}

}  // namespace baton::cli
