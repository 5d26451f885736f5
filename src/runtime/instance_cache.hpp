// The instances in memory. Those that were used least recently go when there are too many, but none that is moving.
#pragma once

#include "runtime/move.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace baton::runtime {

// Does it wait for an answer that comes by itself? A child has its own way, and a machine's events come from outside.
[[nodiscard]] bool is_busy(const core::Instance& instance);

// Does it wait for an event of the log?
[[nodiscard]] bool listens(const core::Instance& instance);

class InstanceCache {
 public:
  explicit InstanceCache(std::size_t most) : most_(most) {}

  // nullptr: it is not here. Where it is does not change until it is erased.
  [[nodiscard]] CachedInstance* find(const InstanceId& id);
  CachedInstance& insert(const InstanceId& id, Loaded loaded, ProgramPtr program);
  void erase(const InstanceId& id) { by_id_.erase(id.value); }
  void evict_idle();
  void evict(const InstanceId& id);

  // Instances that have been evicted while they were waiting for answers.
  [[nodiscard]] bool any_busy_evicted() const { return !evicted_busy_.empty(); }
  // Instances that have been evicted while they were listening.
  [[nodiscard]] bool any_listening_evicted() const { return !evicted_listening_.empty(); }
  [[nodiscard]] const std::unordered_map<std::string, CachedInstance>& all() const { return by_id_; }

 private:
  std::size_t most_;
  std::unordered_map<std::string, CachedInstance> by_id_;
  std::set<std::string> evicted_busy_;
  std::unordered_set<std::size_t> evicted_listening_;  // hashes of their ids: there may be very many
  std::uint64_t turn_ = 0;
};

}  // namespace baton::runtime
