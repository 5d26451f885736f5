#include "runtime/instance_cache.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace baton::runtime {

namespace {

std::size_t hash_of(const InstanceId& id) {
  return std::hash<std::string>()(id.value);
}

}  // namespace

bool listens(const core::Instance& instance) {
  return instance.status != Status::Suspended && !core::listeners_of(instance).empty();
}

bool is_busy(const core::Instance& instance) {
  if (instance.status == Status::Suspended) return false;
  return std::ranges::any_of(instance.pending, [](const core::Pending& pending) {
    return !std::holds_alternative<core::StartChild>(pending.request);
  });
}

CachedInstance* InstanceCache::find(const InstanceId& id) {
  const auto cached = by_id_.find(id.value);
  if (cached == by_id_.end()) return nullptr;
  cached->second.used = ++turn_;
  return &cached->second;
}

CachedInstance& InstanceCache::insert(const InstanceId& id, Loaded loaded, ProgramPtr program) {
  evicted_busy_.erase(id.value);
  if (!evicted_listening_.empty()) evicted_listening_.erase(hash_of(id));
  CachedInstance cached{.loaded = std::move(loaded), .program = std::move(program), .used = ++turn_};
  return by_id_.insert_or_assign(id.value, std::move(cached)).first->second;
}

void InstanceCache::evict_idle() {
  if (by_id_.size() <= most_) return;
  std::vector<std::pair<std::uint64_t, std::string>> by_use;
  by_use.reserve(by_id_.size());
  for (const auto& [id, cached] : by_id_) {
    if (!cached.is_moving) by_use.emplace_back(cached.used, id);
  }
  const std::size_t dropped = std::min(by_use.size(), by_id_.size() - most_ / 2);
  const auto kept = by_use.begin() + static_cast<std::ptrdiff_t>(dropped);
  std::ranges::nth_element(by_use, kept);
  for (auto oldest = by_use.begin(); oldest != kept; ++oldest) evict(InstanceId{oldest->second});
}

void InstanceCache::evict(const InstanceId& id) {
  const auto cached = by_id_.find(id.value);
  if (cached == by_id_.end()) return;
  const core::Instance& instance = cached->second.loaded.instance;
  if (is_busy(instance)) evicted_busy_.insert(id.value);
  if (listens(instance)) evicted_listening_.insert(hash_of(id));
  by_id_.erase(cached);
}

}  // namespace baton::runtime
