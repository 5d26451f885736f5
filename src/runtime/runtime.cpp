#include "runtime/runtime.hpp"

#include "base/overloaded.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <exception>

namespace baton::runtime {
namespace {

// handle() itself does not throw; a user's machine inside it may.
std::expected<core::Decision, std::string> decide(const core::Program& program, core::Instance instance,
                                                  core::Event event) {
  try {
    return core::handle(program, std::move(instance), std::move(event));
  } catch (const std::exception& exception) {
    return std::unexpected(std::string("its machine threw: ") + exception.what());
  } catch (...) {
    return std::unexpected("its machine threw something that is no std::exception");
  }
}

}  // namespace

Runtime::Runtime(Ports ports, CompileDocument compile, Shard shard)
    : ports_(ports), programs_(ports.store, std::move(compile)), shard_(shard) {}

Runtime::~Runtime() = default;

void Runtime::start(StartRequest request, Reply reply) {
  if (queue_.size() >= kMaxQueuedCommands) {
    return reply(std::unexpected(Rejection{Rejection::Kind::Overloaded, "too many requests wait; try again later"}));
  }
  put(Item{.instance = std::move(request.id),
           .event = core::Start{.run_id = ports_.ids.next_id(),
                                .input = std::move(request.input),
                                .parent = std::move(request.parent)},
           .program = std::move(request.program),
           .requested_version = std::move(request.requested_version),
           .reply = std::move(reply)});
}

void Runtime::command(InstanceId id, core::EventBody command, Reply reply) {
  if (queue_.size() >= kMaxQueuedCommands) {
    return reply(std::unexpected(Rejection{Rejection::Kind::Overloaded, "too many requests wait; try again later"}));
  }
  put(Item{.instance = std::move(id), .event = std::move(command), .reply = std::move(reply)});
}

void Runtime::answer(InstanceId id, IntentKey key, core::Outcome outcome) {
  calls_in_flight_.erase(key.value);
  put(Item{.instance = std::move(id), .event = core::Answer{.key = std::move(key), .outcome = std::move(outcome)}});
}

void Runtime::put(Item item) {
  queue_.push_back(std::move(item));
}

bool Runtime::step(Timestamp now) {
  now_ = std::max(now_, now);  // a clock that jumps back does not take the engine with it
  if (store_retry_at_ && now_ < *store_retry_at_) return false;
  store_retry_at_.reset();
  if (!unsettled_.empty()) {
    reconcile(std::exchange(unsettled_, {}));
    if (store_retry_at_) return false;
  }
  const bool driven = drive_waiting();
  const bool recovered = recover_page();
  const bool timers_fired = take_due_timers();
  const bool moved = take_batch();
  evict_idle();
  if (!store_retry_at_) {  // whatever had failed has been tried again
    store_failure_.reset();
    store_retry_delay_ = Duration::zero();
  }
  return driven || recovered || timers_fired || moved;
}

std::optional<Timestamp> Runtime::wakes_at() const {
  if (store_retry_at_) return store_retry_at_;
  if (!queue_.empty() || recovered_up_to_ || !to_drive_.empty()) return now_;
  if (everything_moves_) return next_timer_;
  if (own_timers_by_due_.empty()) return std::nullopt;
  return std::get<Timestamp>(*own_timers_by_due_.begin());
}

void Runtime::note_timer(const InstanceId& id, core::TimerId timer, Timestamp due) {
  if (everything_moves_) {
    next_timer_ = next_timer_ ? std::min(*next_timer_, due) : due;
    return;
  }
  forget_timer(id, timer);
  own_timers_.emplace(std::pair(id.value, timer), due);
  own_timers_by_due_.emplace(due, id.value, timer);
}

void Runtime::forget_timer(const InstanceId& id, core::TimerId timer) {
  const auto known = own_timers_.find({id.value, timer});
  if (known == own_timers_.end()) return;
  own_timers_by_due_.erase({known->second, id.value, timer});
  own_timers_.erase(known);
}

bool Runtime::take_own_due_timers() {
  bool any = false;
  while (!own_timers_by_due_.empty()) {
    const auto [due, instance, timer] = *own_timers_by_due_.begin();
    if (due > now_) break;
    forget_timer(InstanceId{instance}, timer);
    put(Item{.instance = InstanceId{instance}, .event = core::TimerFired{.timer = timer}});
    any = true;
  }
  return any;
}

bool Runtime::take_due_timers() {
  if (!everything_moves_) return take_own_due_timers();
  if (!next_timer_ || *next_timer_ > now_) return false;
  auto due = ports_.store.due_timers(shard_, now_, kTimerPage);
  if (!due) {
    store_failed(due.error());
    return false;
  }
  bool any = false;
  for (const DueTimer& timer : *due) {
    if (!fired_.emplace(timer.instance.value, timer.timer).second) continue;  // on its way already
    put(Item{.instance = timer.instance, .event = core::TimerFired{.timer = timer.timer}});
    any = true;
  }
  if (!any && due->size() < kTimerPage) {
    auto next = ports_.store.next_timer(shard_);
    if (!next) {
      store_failed(next.error());
      return false;
    }
    // Timers that are on their way, or of instances set aside, are still in the store.
    next_timer_ = *next && **next <= now_ ? now_ + kTimerPause : *next;
  }
  return any;
}

bool Runtime::take_batch() {
  std::vector<Move> moves;
  std::vector<Write> writes;
  std::unordered_set<std::string> instances;  // one write for each in a commit
  std::deque<Item> later;
  const bool had_items = !queue_.empty();
  moves.reserve(std::min(queue_.size(), kMaxWritesPerCommit));
  writes.reserve(moves.capacity());
  while (!queue_.empty() && writes.size() < kMaxWritesPerCommit) {
    Item item = std::move(queue_.front());
    queue_.pop_front();
    if (instances.contains(item.instance.value)) {
      later.push_back(std::move(item));
      continue;
    }
    if (const auto quarantined = quarantined_.find(item.instance.value); quarantined != quarantined_.end()) {
      arrived(item, std::unexpected(Rejection{Rejection::Kind::Quarantined, quarantined->second}));
      continue;
    }
    auto cached = load(item.instance);
    if (!cached) {
      if (cached.error().is_transient()) {
        later.push_back(std::move(item));
        store_failed(cached.error());
        break;
      }
      quarantine(item.instance, cached.error().message);
      arrived(item, std::unexpected(Rejection{Rejection::Kind::Quarantined, cached.error().message}));
      continue;
    }
    if (auto result = answer_without_transition(item, *cached)) {
      // A child that was started before an interruption goes on with its parent.
      const bool is_start = std::holds_alternative<core::Start>(item.event);
      if (is_start && !everything_moves_ && *cached != nullptr && !(*cached)->driven) drive(**cached);
      arrived(item, *std::move(result));
      continue;
    }
    Cached& current = *cached == nullptr ? create(item) : **cached;
    instances.insert(item.instance.value);
    core::Event event{.at = std::max(now_, current.loaded.instance.updated_at),
                      .seed = ports_.ids.next_seed(),
                      .body = std::move(item.event)};
    // The cached instance moves on; if the commit fails it is loaded anew.
    auto decision = decide(*current.program, std::move(current.loaded.instance), std::move(event));
    if (!decision) {
      cache_.erase(item.instance.value);
      quarantine(item.instance, decision.error());
      arrived(item, std::unexpected(Rejection{Rejection::Kind::Quarantined, quarantined_.at(item.instance.value)}));
      continue;
    }
    Move move{.item = std::move(item), .program = current.program, .decision = *std::move(decision)};
    writes.push_back(encode(move.decision, current.loaded.parts));
    moves.push_back(std::move(move));
  }
  for (auto item = later.rbegin(); item != later.rend(); ++item) queue_.push_front(std::move(*item));
  if (!writes.empty()) save(std::move(moves), std::move(writes));
  return had_items;
}

void Runtime::save(std::vector<Move> moves, std::vector<Write> writes) {
  auto results = ports_.store.commit(shard_, writes);
  if (results) return settle(moves, *results);
  // What the cache holds has moved ahead of what is stored, or perhaps not.
  for (const Move& move : moves) cache_.erase(move.item.instance.value);
  if (results.error().kind == StoreError::Kind::UnknownOutcome) return reconcile(std::move(moves));
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) put_back(std::move(*move));
  store_failed(results.error());
}

void Runtime::settle(std::vector<Move>& moves, const std::vector<WriteResult>& results) {
  for (std::size_t i = 0; i < moves.size(); ++i) {
    Move& move = moves[i];
    std::visit(overloaded{[&](const Committed&) { committed(move); },
                          [&](const Stale&) {
                            cache_.erase(move.item.instance.value);
                            put_back(std::move(move));
                          },
                          [&](const Refused& refused) {
                            cache_.erase(move.item.instance.value);
                            quarantine(move.item.instance, refused.reason);
                            arrived(move.item,
                                    std::unexpected(Rejection{Rejection::Kind::Quarantined, refused.reason}));
                          }},
               results[i]);
  }
}

// The commit may have happened: what is stored now tells. Only this loop writes the instance, so the revision decides.
void Runtime::reconcile(std::vector<Move> moves) {
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    auto cached = load(move->item.instance);
    if (!cached && cached.error().is_transient()) {
      store_failed(cached.error());
      unsettled_.push_back(std::move(*move));
      continue;
    }
    if (!cached) {
      quarantine(move->item.instance, cached.error().message);
      arrived(move->item, std::unexpected(Rejection{Rejection::Kind::Quarantined, cached.error().message}));
      continue;
    }
    const bool is_stored = *cached != nullptr && (*cached)->loaded.instance.revision >= move->decision.next.revision;
    if (is_stored) {
      committed(*move);
    } else {
      put_back(std::move(*move));
      store_failed({.kind = StoreError::Kind::Unavailable, .message = "a commit was lost"});
    }
  }
}

void Runtime::committed(Move& move) {
  const InstanceId id = move.item.instance;
  if (const auto* timer = std::get_if<core::TimerFired>(&move.item.event)) fired_.erase({id.value, timer->timer});
  const auto known = cache_.find(id.value);
  Cached* taken_over = known == cache_.end() || known->second.driven || everything_moves_ ? nullptr : &known->second;
  execute_decided(move.decision, move.program, taken_over);
  ports_.bus.transitioned(*move.program, move.decision.next, move.decision.record);
  if (move.item.reply || move.item.acknowledge) arrived(move.item, row_of(move.decision.next));
  if (const auto cached = cache_.find(id.value); cached != cache_.end()) {
    if (has_ended(move.decision.next.status)) {
      cache_.erase(cached);
    } else if (cached->second.loaded.instance.revision < move.decision.next.revision) {  // not loaded anew meanwhile
      cached->second.loaded.instance = std::move(move.decision.next);
    }
  }
}

// Whoever sent the item is told what became of it.
void Runtime::arrived(Item& item, CommandResult result) {
  if (item.acknowledge) {
    put(Item{.instance = item.acknowledge->first, .event = core::Acknowledged{.key = item.acknowledge->second}});
  }
  if (const auto* timer = std::get_if<core::TimerFired>(&item.event); timer != nullptr && !result) {
    // Its row stays in the store, and the mark stays with it: it would only fire again and again.
    fired_.emplace(item.instance.value, timer->timer);
  }
  if (item.reply) item.reply(std::move(result));
}

void Runtime::quarantine(const InstanceId& id, std::string reason) {
  quarantined_.insert_or_assign(id.value, "the instance '" + id.value + "' is set aside: " + std::move(reason));
}

void Runtime::put_back(Move move) {
  move.item.event = std::move(move.decision.record.event.body);
  queue_.push_front(std::move(move.item));
}

void Runtime::store_failed(const StoreError& error) {
  store_failure_ = error;
  store_retry_delay_ = std::clamp(store_retry_delay_ * 2, kFirstStoreRetry, kLastStoreRetry);
  store_retry_at_ = now_ + store_retry_delay_;
}

}  // namespace baton::runtime
