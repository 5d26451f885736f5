// One request for many instances: Engine::bulk().
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/ids.hpp>
#include <baton/instance.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace baton BATON_PUBLIC {

enum class BulkAction : std::uint8_t { Cancel, Suspend, Resume, Retry, Remove };

// Its progress, and at the end its result.
struct BulkReport {
  struct Problem {
    InstanceId id;
    Error error;
  };
  std::size_t matched = 0;        // instances found so far
  std::size_t done = 0;           // of them
  std::size_t refused = 0;        // the action does not apply to the instance in its present state
  std::size_t failed = 0;         // it could not be done now, or the instance cannot be read
  std::vector<Problem> problems;  // the first few
  bool is_complete = true;        // false: it was stopped, or the store failed, before the end
};

template <>
inline constexpr bool detail::is_page<BulkReport> = true;

struct BulkOptions {
  BulkAction action = BulkAction::Cancel;
  // Which instances; `limit` and `cursor` are ignored. Without a status: all to which the action can apply.
  InstanceFilter filter = {};
  bool compensate = false;  // of Cancel
  bool dry_run = false;     // only count: what would be done is `matched` without those that are refused or have failed
  // Called after each page, on the calling thread; of a submitted request, on a thread of the engine, whose destructor waits for it. It
  // must return; at most three submitted requests are in progress at a time, so others are not held up. Return false to stop, also
  // where the engine is to be closed.
  std::function<bool(const BulkReport&)> progress = {};
};

}  // namespace baton BATON_PUBLIC
