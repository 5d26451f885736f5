#include "runtime/store_health.hpp"

#include "runtime/limits.hpp"

#include <algorithm>

namespace baton::runtime {

void StoreHealth::failed(const StoreError& error, Timestamp now) {
  failure_ = error;
  failures_.add();
  delay_ = std::clamp(delay_ * 2, kFirstStoreRetry, kLastStoreRetry);
  retry_at_ = now + delay_;
}

void StoreHealth::works() {
  failure_.reset();
  delay_ = Duration::zero();
}

bool StoreHealth::is_paused(Timestamp now) {
  if (retry_at_ && now < *retry_at_) return true;
  retry_at_.reset();
  return false;
}

}  // namespace baton::runtime
