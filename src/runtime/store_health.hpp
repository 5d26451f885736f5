// Whether the store can be used now: after a failure it is left alone for a while, which doubles each time.
#pragma once

#include "runtime/counter.hpp"
#include "runtime/ports/store.hpp"

#include <baton/time.hpp>

#include <cstdint>
#include <optional>

namespace baton::runtime {

class StoreHealth {
 public:
  void failed(const StoreError& error, Timestamp now);
  // Whatever had failed has been tried again, with success.
  void works();
  // Is the store to be left alone? Once the time is over, no longer.
  [[nodiscard]] bool is_paused(Timestamp now);

  // The last failure, while it lasts.
  [[nodiscard]] const std::optional<StoreError>& failure() const { return failure_; }
  // How many there have been.
  [[nodiscard]] std::uint64_t failures() const { return failures_.read(); }
  [[nodiscard]] const std::optional<Timestamp>& retries_at() const { return retry_at_; }

 private:
  std::optional<StoreError> failure_;
  std::optional<Timestamp> retry_at_;
  Duration delay_{};
  Counter failures_;
};

}  // namespace baton::runtime
