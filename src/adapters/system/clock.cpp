#include "adapters/system/system.hpp"

#include <chrono>

namespace baton::adapters {
namespace {

class SystemClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
};

}  // namespace

std::unique_ptr<runtime::Clock> system_clock() {
  return std::make_unique<SystemClock>();
}

}  // namespace baton::adapters
