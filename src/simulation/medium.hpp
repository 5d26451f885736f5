// Medium: where a simulated process keeps its data. It outlives the process and what happens to it.
#pragma once

#include "runtime/ports/store.hpp"

#include <memory>
#include <utility>

namespace baton::simulation {

class Medium {
 public:
  Medium() = default;
  Medium(const Medium&) = delete;
  Medium& operator=(const Medium&) = delete;
  virtual ~Medium() = default;

  // A process starts on it. The store is the medium's and good until the power is lost.
  [[nodiscard]] virtual runtime::StoreResult<runtime::Store*> open() = 0;
  // An outage came in the middle of something: the process that had it open is about to end.
  [[nodiscard]] virtual bool is_down() const = 0;
  // The process has ended without warning: what was not synced may be lost.
  virtual void lose_power() = 0;
  // From now on nothing fails.
  virtual void be_kind() = 0;
};

// Nothing is ever lost on it: a store that survives as it is.
class SafeMedium final : public Medium {
 public:
  explicit SafeMedium(std::unique_ptr<runtime::Store> store) : store_(std::move(store)) {}

  [[nodiscard]] runtime::StoreResult<runtime::Store*> open() override { return store_.get(); }
  [[nodiscard]] bool is_down() const override { return false; }
  void lose_power() override {}
  void be_kind() override {}

 private:
  std::unique_ptr<runtime::Store> store_;
};

}  // namespace baton::simulation
