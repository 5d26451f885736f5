// The threads on which operators' methods run, up to a limit. The first begins with the pool, so that no job is without a
// thread, the others when they are first needed; where the system gives no more of them, there are fewer. None: they run
// on the thread of the caller. While an operator waits in an engine, or nobody waits for it any more (OperatorThread), another
// thread works in its place, up to a second limit; what is too many then ends.
//
// Thread-safe. What waits is bounded by the engine, which starts nothing new while too much does (kMaxWaitingCalls).
#pragma once

#include "engine/operator_crew.hpp"

#include <baton/health.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace baton::engine {

class OperatorPool {
 public:
  using Job = OperatorCrew::Job;
  using Clock = OperatorCrew::Clock;

  // A thread waits awake for at most that long, see Doorbell. Throws std::system_error if the system gives it no thread.
  OperatorPool(OperatorCrew::Size size, std::chrono::microseconds longest_spin);
  OperatorPool(const OperatorPool&) = delete;
  OperatorPool& operator=(const OperatorPool&) = delete;
  // Waits for the jobs that run; those that have not begun are dropped. After stop(), it leaves threads behind that are
  // in an operator's code.
  ~OperatorPool();

  // The jobs, which it takes from there, must not throw.
  void run(std::span<Job> jobs);
  [[nodiscard]] std::size_t waiting() const { return crew_->waiting(); }
  // Operators that wait in an engine, or that nobody waits for any more.
  [[nodiscard]] std::size_t blocked() const { return crew_->blocked(); }

  // No job begins any more.
  void close() { crew_->stop(); }
  // The same. Waits until this time for those that run, and says which operators have not returned by then.
  [[nodiscard]] std::vector<RunningCall> stop(Clock::time_point end);
  [[nodiscard]] bool is_this_thread() const;
  [[nodiscard]] const OperatorCrew& crew() const { return *crew_; }

 private:
  const bool has_threads_;
  std::atomic<bool> may_leave_ = false;
  std::shared_ptr<OperatorCrew> crew_;
};

}  // namespace baton::engine
