// What the tests of buses share: a bus that runs, and waiting for what other threads and programs do.
#pragma once

#include "buses/bus_home.hpp"

#include <baton/time.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace baton::testing {

// How long a test waits for a message before it looks again.
inline constexpr Duration kSoon{50};

// Whether it becomes true; long enough for a busy machine.
[[nodiscard]] inline bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

inline std::string structured(const std::string& id, const std::string& type = "paid", const std::string& data = "{}") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/bank","type":")" + type +
         R"(","time":"2026-01-01T00:00:00Z","data":)" + data + "}";
}

class WithBus : public ::testing::TestWithParam<BusKind> {
 protected:
  void SetUp() override { home_->start(); }

  std::unique_ptr<BusHome> home_ = GetParam().make();
};

inline std::string kind_name_of(const ::testing::TestParamInfo<BusKind>& info) {
  return info.param.name;
}

}  // namespace baton::testing
