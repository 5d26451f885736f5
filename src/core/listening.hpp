// What the loop needs to know of an instance's listeners, of whichever style of program.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"

#include <baton/ids.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace baton::core {

// A listener that could take an event now. Found by the same names as its SetListener.
struct ReadyListener {
  ListenerId id{};
  std::string pattern;
  std::string correlation;
  std::uint64_t position = 0;  // it needs the events after this one

  friend bool operator==(const ReadyListener&, const ReadyListener&) = default;
};
// Has it ever had a listener?
[[nodiscard]] bool has_listened(const Instance& instance);
// Those of an instance that is not suspended, and does not handle an event at the moment.
[[nodiscard]] std::vector<ReadyListener> ready_listeners(const Program& program, const Instance& instance);

}  // namespace baton::core
