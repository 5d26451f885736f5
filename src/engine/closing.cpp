// How an engine closes: all at once in its destructor, or first in stop(), which waits for a limited time.
#include "base/check.hpp"
#include "engine/implementation.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton {

Engine::Implementation::~Implementation() {
  BATON_CHECK(!is_loops_thread(), "a callback of an engine must not destroy it: the engine would wait for itself");
  close();
  loop_.join();
}

void Engine::Implementation::close() {
  if (is_closing_.exchange(true)) return;
  log_->closing();
  mailbox_->close();
  pool_.close();
  gateway_.close();  // so that an operator that looks at its stop token is not waited for long
}

Result<StopReport> Engine::Implementation::stop(Duration limit) {
  if (!is_of_this_process()) return std::unexpected(engine::forked());
  if (is_loops_thread() || pool_.is_this_thread() || observers_->is_this_thread()) {
    return std::unexpected(engine::called_back());
  }
  constexpr Duration longest = std::chrono::years{10};  // beyond it the arithmetic of clocks overflows
  const auto now = std::chrono::steady_clock::now();
  const auto end = now + std::clamp(limit, Duration::zero(), longest);
  close();
  StopReport report;
  report.loop_is_blocked = !has_loop_ended_by(std::max(end, now + engine::kLoopPatience));
  was_loop_blocked_ = report.loop_is_blocked;
  report.calls = pool_.stop(end);
  report.observers = observers_->stop(end);
  if (!report.has_ended()) log_->not_ended(report);
  return report;
}

}  // namespace baton
