#include "engine/operator_pool.hpp"

#include "base/check.hpp"

#include <thread>
#include <utility>

namespace baton::engine {

OperatorPool::OperatorPool(OperatorCrew::Size size, std::chrono::microseconds longest_spin)
    : has_threads_(size.threads > 0), crew_(std::make_shared<OperatorCrew>(size, longest_spin)) {
  if (has_threads_) crew_->begin();
}

OperatorPool::~OperatorPool() {
  BATON_CHECK(!is_this_thread(), "an operator must not destroy its engine: the engine would wait for itself");
  crew_->stop();
  if (may_leave_) {
    crew_->leave();
  } else {
    crew_->wait_until(std::nullopt);
  }
}

void OperatorPool::run(std::span<Job> jobs) {
  if (has_threads_) return crew_->run(jobs);
  for (Job& job : jobs) std::exchange(job, nullptr)();
}

std::vector<RunningCall> OperatorPool::stop(Clock::time_point end) {
  may_leave_ = true;
  crew_->stop();
  if (crew_->wait_until(end)) return {};
  return crew_->running();
}

bool OperatorPool::is_this_thread() const {
  return crew_->is_of(std::this_thread::get_id());
}

}  // namespace baton::engine
