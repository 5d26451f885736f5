#include "cli/console.hpp"

#include "cli/text.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>

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
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): it cannot fail for this signal
  // The lowest free number is taken, which is the closed stream's.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) != stream) std::abort();
  }
}

Result<void> write_all(int descriptor, std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return {};
    if (written < 0) {
      return std::unexpected(Error{.kind = Error::Kind::StoreFailed,
                                   .message = "cannot write to " + std::string(name) + ": " + std::strerror(errno)});
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

void say(std::string_view text) {
  draw(printable(text) + "\n");
}

void draw(std::string_view text) {
  // Nobody is left to be told that stderr failed.
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
