#include "engine/buses/retries.hpp"

#include "engine/buses/limits.hpp"

#include <algorithm>
#include <array>

namespace baton::engine {

void Retries::failed(const runtime::BusError& error) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) since_ = Clock::now();
    const bool is_said = failure_ == error.message;
    failure_ = error.message;
    if (is_said || logger_ == nullptr) return;
  }
  const std::array<LogField, 3> fields{{{"bus", bus_}, {"direction", direction_}, {"reason", error.message}}};
  if (error.kind == runtime::BusError::Kind::Refused) {
    logger_->log({.level = LogLevel::Error, .message = "a bus refuses; it is tried again", .fields = fields});
  } else {
    logger_->log({.level = LogLevel::Warning, .message = "a bus fails; it is tried again", .fields = fields});
  }
}

void Retries::worked() {
  std::chrono::duration<double> failed_for{};
  {
    const std::lock_guard lock(mutex_);
    pause_ = {};
    if (!failure_) return;
    failure_.reset();
    failed_for = Clock::now() - since_;
  }
  if (logger_ == nullptr) return;
  const std::array<LogField, 3> fields{{{"bus", bus_}, {"direction", direction_}, {"seconds", failed_for.count()}}};
  logger_->log({.level = LogLevel::Warning, .message = "a bus works again", .fields = fields});
}

void Retries::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  pause_ = std::clamp(pause_ * 2, kFirstBusPause, kLongestBusPause);
  waiting_.wait_for(lock, stop, pause_, [] { return false; });
}

std::optional<std::string> Retries::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace baton::engine
