// Those who get the lifecycle events of every instance. Thread-safe; outlives the engine where a subscription does.
#pragma once

#include <baton/instance.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

namespace baton::engine {

class Subscribers : public std::enable_shared_from_this<Subscribers> {
 public:
  using Subscriber = std::function<void(const HistoryEntry&)>;

  // The subscriber is called until the handle is destroyed, and not any more once that has returned.
  [[nodiscard]] std::shared_ptr<void> add(Subscriber subscriber);
  [[nodiscard]] bool empty() const { return size_ == 0; }
  void tell(const std::vector<HistoryEntry>& entries);

 private:
  mutable std::mutex mutex_;
  std::list<Subscriber> subscribers_;
  std::atomic<std::size_t> size_ = 0;  // of the list; asked for at every transition
};

}  // namespace baton::engine
