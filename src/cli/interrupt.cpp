#include "cli/interrupt.hpp"

#include "cli/exit_code.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace baton::cli {
namespace {

volatile std::sig_atomic_t signals_seen = 0;  // NOLINT(*-non-const-global-variables): a handler has nothing else

void on_signal(int /*signal*/) {
  if (signals_seen != 0) _exit(static_cast<int>(ExitCode::NotEnded));
  signals_seen = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction present{};
    // One that is ignored stays so: `nohup baton run …` goes on when its terminal is closed.
    if (sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_IGN) continue;
    sigaction(signal, &action, nullptr);
  }
}

bool interrupted() {
  return signals_seen != 0;
}

}  // namespace baton::cli
