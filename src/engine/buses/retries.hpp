// One direction of a bus that fails and is tried again: how long it waits, and what it says about it. Thread-safe.
#pragma once

#include "runtime/ports/bus.hpp"

#include <baton/log.hpp>
#include <baton/time.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace baton::engine {

class Retries {
 public:
  Retries(std::string bus, std::string direction, std::shared_ptr<Logger> logger)
      : bus_(std::move(bus)), direction_(std::move(direction)), logger_(std::move(logger)) {}

  // Logs it if it is the first one, or another reason than the last one.
  void failed(const runtime::BusError& error);
  // It has worked.
  void worked();
  // Waits before the next try; longer each time until it has worked. Returns early when it is to stop.
  void wait(const std::stop_token& stop);
  // Why it fails now.
  [[nodiscard]] std::optional<std::string> failure() const;

 private:
  using Clock = std::chrono::steady_clock;

  const std::string bus_;
  const std::string direction_;
  const std::shared_ptr<Logger> logger_;
  mutable std::mutex mutex_;
  std::condition_variable_any waiting_;
  std::optional<std::string> failure_;
  Clock::time_point since_;
  Duration pause_ = {};
};

}  // namespace baton::engine
