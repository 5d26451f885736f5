// Items of one instance that have been handled, one after the other, and are being saved in one write.
#pragma once

#include "base/boxed.hpp"
#include "core/handle.hpp"
#include "runtime/arrivals.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/item.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace baton::runtime {

struct CachedInstance {
  Loaded loaded;
  ProgramPtr program;
  std::uint64_t used = 0;
  bool is_moving = false;          // its instance has gone into a move that is not settled yet
  bool issue_again = false;        // its requests, once it is
  bool is_continued = false;       // this process moves it, as Recovery says
  std::vector<Item> waiting = {};  // events that came meanwhile, in order
  Boxed<ReadAhead> ahead = {};     // of the event log, for its listeners
};

struct Move {
  explicit Move(CachedInstance& target) : cached(&target) {}

  [[nodiscard]] const InstanceId& id() const { return items.front().instance; }
  [[nodiscard]] const core::Instance& next() const { return decisions.back().next; }

  CachedInstance* cached;  // stays where it is while it is moving
  // Nearly always one of each, which then needs no memory of its own.
  boost::container::small_vector<core::Decision, 1> decisions;
  boost::container::small_vector<Item, 1> items;
};

// A move whose commit may have happened.
struct MoveInDoubt {
  Move move;
  std::string why;  // that is not known
};

}  // namespace baton::runtime
