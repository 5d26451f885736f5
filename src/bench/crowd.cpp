#include "bench/crowd.hpp"

#include "bench/steps.hpp"

#include <numeric>

namespace baton::bench {

std::jthread Crowd::fill(Subject& subject, std::size_t size) {
  free_.resize(size);
  std::iota(free_.begin(), free_.end(), std::size_t{0});
  return std::jthread([this, &subject](const std::stop_token& stop) { keep_filled(subject, stop); });
}

void Crowd::ended(std::size_t slot) {
  const std::lock_guard lock(mutex_);
  free_.push_back(slot);
  if (free_.size() == 1) changed_.notify_one();
}

void Crowd::keep_filled(Subject& subject, const std::stop_token& stop) {
  std::vector<StartOptions> starts;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !free_.empty(); })) return;
      starts.assign(free_.size(), like_);
      for (std::size_t i = 0; i < free_.size(); ++i) starts[i].id = Steps::id(free_[i], ++last_);
      free_.clear();
    }
    if (stop.stop_requested()) return;
    subject.start(starts);
  }
}

}  // namespace baton::bench
