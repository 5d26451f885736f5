// Medium: where a simulated process keeps its data. It outlives the process and what happens to it.
#pragma once

#include "runtime/ports/store.hpp"

#include <memory>

namespace baton::simulation {

class Medium {
 public:
  Medium() = default;
  Medium(const Medium&) = delete;
  Medium& operator=(const Medium&) = delete;
  virtual ~Medium() = default;

  // A process starts on it. The store is closed before the next one is opened.
  [[nodiscard]] virtual runtime::StoreResult<std::unique_ptr<runtime::Store>> open() = 0;
  // The process that had it open has ended without warning, and is gone: what was not synced may be lost.
  virtual void lose_power() = 0;
  // From now on nothing fails.
  virtual void be_kind() = 0;
};

}  // namespace baton::simulation
