#include "cli/interrupt.hpp"

#include "cli/exit_code.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <initializer_list>

namespace baton::cli {
namespace {

volatile std::sig_atomic_t signals_seen = 0;  // NOLINT(*-non-const-global-variables): a handler has nothing else

volatile std::sig_atomic_t hangups_seen = 0;  // NOLINT(*-non-const-global-variables): likewise

std::atomic<const char*> last_words = nullptr;  // NOLINT(*-non-const-global-variables): likewise
static_assert(std::atomic<const char*>::is_always_lock_free);

void on_signal(int /*signal*/) {
  if (signals_seen == 0) {
    signals_seen = 1;
    return;
  }
  if (const char* const text = last_words) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text, std::strlen(text));
  }
  _exit(static_cast<int>(ExitCode::NotEnded));
}

}  // namespace

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction present{};
    // One that is ignored stays so: `nohup baton run …` continues when its terminal is closed.
    if (sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_IGN) continue;
    sigaction(signal, &action, nullptr);
  }
}

void catch_reloads() {
  struct sigaction action{};
  action.sa_handler = [](int /*signal*/) { hangups_seen = 1; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGHUP, &action, nullptr);
}

bool reload_wanted() {
  if (hangups_seen == 0) return false;
  hangups_seen = 0;
  return true;
}

bool interrupted() {
  return signals_seen != 0;
}

void set_last_words(const char* text) {
  last_words = text;
}

}  // namespace baton::cli
