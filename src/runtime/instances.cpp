// The instances in memory, and what needs no transition.
#include "runtime/limits.hpp"
#include "runtime/runtime.hpp"

#include <algorithm>

namespace baton::runtime {
namespace {

// Does it wait for an answer that comes by itself? A child has its own way, and a machine's events come from outside.
bool is_busy(const core::Instance& instance) {
  if (instance.status == Status::Suspended) return false;
  return std::ranges::any_of(instance.pending, [](const core::Pending& pending) {
    return !std::holds_alternative<core::StartChild>(pending.request);
  });
}

}  // namespace

// nullptr: there is none. Of a start that is only assumed, which saves the store a look; its commit is Stale otherwise.
StoreResult<Runtime::Cached*> Runtime::find(const Item& item) {
  Cached* cached = find_cached(item.instance);
  if (cached != nullptr || (item.started && !item.started->exists)) return cached;
  return load_stored(item.instance);
}

StoreResult<Runtime::Cached*> Runtime::load(const InstanceId& id) {
  Cached* cached = find_cached(id);
  if (cached != nullptr) return cached;
  return load_stored(id);
}

Runtime::Cached* Runtime::find_cached(const InstanceId& id) {
  const auto cached = cache_.find(id.value);
  if (cached == cache_.end()) return nullptr;
  cached->second.used = ++turn_;
  return &cached->second;
}

StoreResult<Runtime::Cached*> Runtime::load_stored(const InstanceId& id) {
  auto stored = ports_.store.load(shard_, id);
  if (!stored) return std::unexpected(std::move(stored).error());
  if (!*stored) return nullptr;
  auto program = programs_.find((*stored)->row.digest);
  if (!program) return std::unexpected(std::move(program).error());
  if (auto why_not = not_runnable(**program)) {
    return std::unexpected(StoreError{.kind = StoreError::Kind::Corrupt, .message = *std::move(why_not)});
  }
  auto loaded = decode(**program, **stored);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  const bool driven = evicted_busy_.erase(id.value) > 0;
  auto [place, inserted] = cache_.insert_or_assign(
      id.value,
      Cached{.loaded = *std::move(loaded), .program = *std::move(program), .used = ++turn_, .driven = driven});
  return &place->second;
}

Runtime::Cached& Runtime::create(const Item& item) {
  auto [place, inserted] = cache_.insert_or_assign(
      item.instance.value,
      Cached{.loaded = {.instance = core::new_instance(item.instance, *item.started->program), .parts = Parts()},
             .program = item.started->program,
             .used = ++turn_,
             .driven = true});
  return place->second;
}

StoreResult<Removed> Runtime::remove(const InstanceId& id) {
  auto removed = ports_.store.remove(shard_, id);
  if (!removed || *removed != Removed::Removed) return removed;
  const auto cached = cache_.find(id.value);
  if (cached != cache_.end() && !cached->second.is_moving) cache_.erase(cached);  // a move learns of it from its commit
  return removed;
}

Rest Runtime::rest() const {
  const bool is_at_work = !queue_.empty() || !next_.moves.empty() || !committing_.empty() || !unsettled_.empty() ||
                          !to_drive_.empty() || recovered_up_to_ || store_retry_at_ || !evicted_busy_.empty();
  if (is_at_work) return Rest::Moving;
  bool waits = everything_moves_ && next_timer_;
  for (const auto& [id, cached] : cache_) {
    const core::Instance& instance = cached.loaded.instance;
    if (!cached.driven && !everything_moves_) continue;
    if (is_busy(instance)) return Rest::Moving;
    waits = waits || (instance.status != Status::Suspended && !core::timers_of(instance).empty());
  }
  return waits ? Rest::Waiting : Rest::Done;
}

void Runtime::evict_idle() {
  if (cache_.size() <= kMaxCachedInstances) return;
  std::vector<std::pair<std::uint64_t, std::string>> by_use;
  by_use.reserve(cache_.size());
  for (const auto& [id, cached] : cache_) {
    if (!cached.is_moving) by_use.emplace_back(cached.used, id);
  }
  const std::size_t dropped = std::min(by_use.size(), cache_.size() - kMaxCachedInstances / 2);
  const auto kept = by_use.begin() + static_cast<std::ptrdiff_t>(dropped);
  std::ranges::nth_element(by_use, kept);
  for (auto oldest = by_use.begin(); oldest != kept; ++oldest) {
    const auto cached = cache_.find(oldest->second);
    if (cached->second.driven && is_busy(cached->second.loaded.instance)) evicted_busy_.insert(oldest->second);
    cache_.erase(cached);
  }
}

// A repeated start, a command that does not apply, an event for an instance that is not there.
std::optional<CommandResult> Runtime::answer_without_transition(const Item& item, const Cached* cached) const {
  const auto reject = [](Rejection::Kind kind, std::string reason) -> CommandResult {
    return std::unexpected(Rejection{kind, std::move(reason)});
  };
  const auto* start = std::get_if<core::Start>(&item.event);
  if (cached == nullptr) {
    if (start != nullptr) return std::nullopt;
    return reject(Rejection::Kind::NotFound, "there is no instance '" + item.instance.value + "'");
  }
  const core::Instance& instance = cached->loaded.instance;
  if (start != nullptr) {
    const DefinitionName& wanted = item.started->program->name;
    const bool same_version =
        item.started->requested_version.empty() ? true : wanted.version == instance.definition.version;
    const bool same_definition =
        wanted.space == instance.definition.space && wanted.name == instance.definition.name && same_version &&
        (item.started->requested_version.empty() || item.started->program->digest == instance.digest);
    if (same_definition && start->input == instance.input) return row_of(instance);
    return reject(Rejection::Kind::Conflict, "the instance '" + instance.id.value + "' exists already, with another " +
                                                 (same_definition ? "input" : "definition") +
                                                 "; choose another id, or leave it out");
  }
  if (!item.reply) return std::nullopt;  // not a user's command: the core records what does not apply
  if (auto why_not = core::refusal(instance, item.event)) {
    return reject(Rejection::Kind::Conflict, "the instance '" + instance.id.value + "' cannot do that: " + *why_not);
  }
  return std::nullopt;
}

}  // namespace baton::runtime
