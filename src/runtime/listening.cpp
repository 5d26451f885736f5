// From the event log to the instances: who waits for its events, and what they get of it.
#include "core/listening.hpp"
#include "runtime/limits.hpp"
#include "runtime/runtime.hpp"

#include <utility>

namespace baton::runtime {

// While many events are on their way already, no more listeners are looked for.
bool Runtime::may_look_for_listeners() const {
  return watch_.wants_look() && arrivals_.size() < kMaxArrivals && loads_.empty();
}

void Runtime::ask_event_log() {
  const bool needs_end = !inbox_.empty() || publications_.any_waiting() || watch_.is_behind();
  if (needs_end && !watch_.knows_end() && !watch_.asks_for_end()) begin(watch_.begin_end(shard_));
  if (auto request = patterns_.begin()) begin(*std::move(request));
  if (may_look_for_listeners()) begin(watch_.begin(shard_));
  if (auto request = arrivals_.begin()) begin(*std::move(request));
}

void Runtime::take_answer(Finished<LogEndRequest> finished) {
  if (finished.answer) return watch_.read_end(*finished.answer);
  watch_.end_failed();
  health_.failed(finished.answer.error(), now_);
}

void Runtime::take_answer(Finished<DefinitionsRequest> finished) {
  if (finished.answer) return patterns_.read(finished.request, *finished.answer);
  patterns_.failed();
  health_.failed(finished.answer.error(), now_);
}

void Runtime::take_answer(Finished<ListenersRequest> finished) {
  if (!finished.answer) {
    watch_.failed();
    return health_.failed(finished.answer.error(), now_);
  }
  for (const InstanceId& id : watch_.read(finished.request, *std::move(finished.answer))) wake(id);
}

void Runtime::take_answer(Finished<WantedRequest> finished) {
  if (!finished.answer) {
    arrivals_.failed();
    return health_.failed(finished.answer.error(), now_);
  }
  for (auto& [id, ahead] : arrivals_.read(*std::move(finished.answer))) {
    CachedInstance* cached = cache_.find(id);
    if (cached == nullptr) {
      wake(id);  // it has been evicted meanwhile
    } else {
      cached->ahead = std::move(ahead);
      listen(*cached);
    }
  }
}

bool Runtime::may_get_event(const InstanceId& id, std::uint64_t through) const {
  return !watch_.has_looked_through(through) || loads_.contains(id) || arrivals_.is_busy_with(id);
}

// There is an event that one of its listeners may need.
void Runtime::wake(const InstanceId& id) {
  if (quarantined_.contains(id.value)) return;
  if (!recovery_.moves(id)) {
    if (!continues_listeners_) return;
    found_.insert(id.value);
    return recovery_.continue_one(id);
  }
  arrivals_.log_has_grown_for(id);
  if (CachedInstance* cached = cache_.find(id)) {
    if (cached->ahead) cached->ahead->has_grown();
    listen(*cached);
  } else {
    loads_.want(id).issue = true;
  }
}

// The next event of the log goes to the instance, if one of its listeners could take it now.
void Runtime::listen(CachedInstance& cached) {
  const core::Instance& instance = cached.loaded.instance;
  if (cached.is_moving || !core::has_listened(instance) || !recovery_.moves(instance.id)) return;
  if (arrivals_.is_busy_with(instance.id) || quarantined_.contains(instance.id.value)) return;
  auto ready = core::ready_listeners(*cached.program, instance);
  if (ready.empty()) return cached.ahead.reset();
  if (cached.ahead && cached.ahead->serves(ready)) {
    if (auto event = cached.ahead->next(ready)) {
      arrivals_.send(instance.id);
      return put(Item{.instance = instance.id, .event = *std::move(event)});
    }
    if (cached.ahead->is_whole()) return;
  }
  cached.ahead.reset();
  arrivals_.want(instance.id, std::move(ready));
}

// What is read ahead joins the write of the event before it, where the instance can take it without waiting for something outside: each
// is a transition of its own, in order.
std::optional<core::Arrival> Runtime::next_read_ahead(const Move& move) const {
  CachedInstance& cached = *move.cached;
  const bool follows = std::holds_alternative<core::Arrival>(move.decisions.back().record.event.body);
  if (!follows || !cached.ahead || !takes_more(move)) return std::nullopt;
  const auto ready = core::ready_listeners(*cached.program, move.next());
  if (ready.empty() || !cached.ahead->serves(ready)) return std::nullopt;
  return cached.ahead->next(ready);
}

}  // namespace baton::runtime
