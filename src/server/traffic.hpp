// What the server has counted: requests by route and status, how long they took, connections.
#pragma once

#include "server/route.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace baton::server {

class Traffic {
 public:
  // nullptr: no route.
  void answered(const Route* route, int status, std::chrono::steady_clock::duration took);
  std::atomic<std::size_t> connections = 0;  // now
  std::atomic<std::size_t> streams = 0;      // now
  std::atomic<std::uint64_t> refused_connections = 0;

  // In the text format of Prometheus.
  [[nodiscard]] std::string text() const;

  static constexpr std::array<double, 11> kSeconds{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 10, 60};

 private:
  struct Times {
    std::array<std::uint64_t, kSeconds.size() + 1> counts{};
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string_view, int>, std::uint64_t> requests_;  // the route's name, the status
  std::map<std::string_view, Times> times_;
};

}  // namespace baton::server
