// What the calls in progress have said about how far they are: the newest of each, in memory alone, until it is answered.
//
// Thread-safe. Calls outlive the engine; once the board is closed, it keeps nothing.
#pragma once

#include "runtime/ports/clock.hpp"

#include <baton/health.hpp>
#include <baton/operator.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

class ProgressBoard {
 public:
  explicit ProgressBoard(runtime::Clock& clock) : clock_(&clock) {}

  // Unless the call is answered, which is asked under the lock.
  void put(const std::string& function, const CallContext& context, Value progress,
           const std::function<bool()>& is_answered);
  void remove(const InstanceId& instance, const IntentKey& key, std::uint32_t attempt);
  [[nodiscard]] std::vector<CallProgress> of(const InstanceId& instance) const;
  // The clock is not used any more.
  void close();

 private:
  using Call = std::pair<std::string, std::uint32_t>;  // its key and its attempt under that

  mutable std::mutex mutex_;
  runtime::Clock* clock_;  // nullptr: closed
  std::map<std::string, std::map<Call, CallProgress>> by_instance_;
};

}  // namespace baton::engine
