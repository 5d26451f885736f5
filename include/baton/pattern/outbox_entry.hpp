// An intent as a transaction writes it to the outbox, and as a dispatcher claims it: baton/pattern/outbox.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace baton::pattern {

struct OutboxEntry {
  std::string gateway;  // its name
  std::string intent;   // as JSON

  friend bool operator==(const OutboxEntry&, const OutboxEntry&) = default;
};

// A row of the outbox.
struct OutboxRow {
  std::int64_t id = 0;  // rows of one gateway are executed in this order
  OutboxEntry entry;
  std::string key;             // the same for every attempt, and unlike that of every other row
  std::uint32_t attempts = 0;  // those that have failed
  std::string last_error = {};
  bool is_parked = false;  // it is not tried again until it is released

  friend bool operator==(const OutboxRow&, const OutboxRow&) = default;
};

// How a dispatcher tries.
struct OutboxPolicy {
  std::chrono::milliseconds first_delay{1'000};  // doubled after each failure
  std::chrono::milliseconds longest_delay{300'000};
  std::uint32_t attempts = 10;              // after so many failures a row is parked
  std::chrono::milliseconds lease{60'000};  // a dispatcher that died is replaced after this time
};

}  // namespace baton::pattern
