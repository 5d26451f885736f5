// What an instance remembers of the event log.
#pragma once

#include <cstdint>
#include <string>

namespace baton::core {

// Up to where the instance has consumed the events of one filter.
struct Consumption {
  std::string filter;  // its pattern and correlation
  std::uint64_t position = 0;

  friend bool operator==(const Consumption&, const Consumption&) = default;
};

}  // namespace baton::core
