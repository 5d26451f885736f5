#include "engine/desk_threads.hpp"

#include "engine/errors.hpp"
#include "engine/limits.hpp"

#include <chrono>
#include <span>
#include <system_error>

namespace baton::engine {

std::optional<Error> DeskThreads::run(OperatorPool::Job job) {
  const std::lock_guard lock(mutex_);
  try {
    if (!pool_) pool_.emplace(OperatorCrew::Size{.threads = kDeskThreads}, std::chrono::microseconds{0});
  } catch (const std::system_error& why) {
    return no_threads(why);
  }
  if (pool_->waiting() >= kMaxRequests) return overload();
  pool_->run({&job, 1});
  return std::nullopt;
}

}  // namespace baton::engine
