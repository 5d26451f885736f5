// A store that counts what another one is asked to write. What it passes on, it does not change.
#pragma once

#include "bench/histogram.hpp"
#include "runtime/ports/store.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace baton::bench {

// Read from any thread.
struct StoreCounters {
  std::atomic<std::uint64_t> commits = 0;
  std::atomic<std::uint64_t> writes = 0;  // transitions
  std::atomic<std::uint64_t> head_bytes = 0;
  std::atomic<std::uint64_t> record_bytes = 0;  // with the parts that came with them
  std::atomic<std::uint64_t> commit_ns = 0;
  std::atomic<std::uint64_t> loads = 0;
  Histogram batches;  // writes of a commit, once for each write: the batch that the median transition was in

  void clear();
};

// The counters outlive the store.
[[nodiscard]] std::unique_ptr<runtime::Store> counting_store(std::unique_ptr<runtime::Store> store,
                                                             StoreCounters& counters);

}  // namespace baton::bench
