#include "runtime/runtime.hpp"

#include "base/overloaded.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <exception>

namespace baton::runtime {
namespace {

// Which of its instance's requests the event answers, if any.
const IntentKey* answered_key(const core::EventBody& event) {
  if (const auto* answer = std::get_if<core::Answer>(&event)) return &answer->key;
  if (const auto* acknowledged = std::get_if<core::Acknowledged>(&event)) return &acknowledged->key;
  const auto* turn = std::get_if<core::Continue>(&event);
  return turn == nullptr ? nullptr : &turn->key;
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
           .event = core::Start{.run_id = ports_.ids.next_id(), .input = std::move(request.input), .parent = {}},
           .started = Started{.program = std::move(request.program),
                              .requested_version = std::move(request.requested_version)},
           .reply = std::move(reply)});
}

void Runtime::command(InstanceId id, core::EventBody command, Reply reply) {
  if (queue_.size() >= kMaxQueuedCommands) {
    return reply(std::unexpected(Rejection{Rejection::Kind::Overloaded, "too many requests wait; try again later"}));
  }
  put(Item{.instance = std::move(id), .event = std::move(command), .reply = std::move(reply)});
}

void Runtime::answer(CallAnswer answer) {
  put(Item{.instance = std::move(answer.instance),
           .event = core::Answer{.key = std::move(answer.key), .outcome = std::move(answer.outcome)}});
}

void Runtime::put(Item item) {
  if (const IntentKey* key = answered_key(item.event)) {
    Request& request = requests_[key->value];
    request.is_awaited = false;
    ++request.answers;
  }
  queue_.push_back(std::move(item));
}

// What the event answers may be issued again from now on. Of an instance that is set aside it may not.
void Runtime::settled(const InstanceId& id, const core::EventBody& event) {
  if (const auto* timer = std::get_if<core::TimerFired>(&event)) fired_.erase({id.value, timer->timer});
  const IntentKey* key = answered_key(event);
  if (key == nullptr) return;
  const auto request = requests_.find(key->value);
  --request->second.answers;
  if (!request->second.is_awaited && request->second.answers == 0) requests_.erase(request);
}

bool Runtime::step(Timestamp now) {
  now_ = std::max(now_, now);  // a clock that jumps back does not take the engine with it
  const bool advanced = advance();
  ports_.gateway.flush();
  return advanced;
}

bool Runtime::advance() {
  const bool settled = advance_commit();
  if (store_retry_at_ && now_ < *store_retry_at_) return settled;
  store_retry_at_.reset();
  if (!unsettled_.empty()) {
    reconcile(std::exchange(unsettled_, {}));
    if (store_retry_at_) return settled;
  }
  const bool driven = drive_waiting();
  const bool recovered = recover_page();
  const bool timers_fired = take_due_timers();
  const bool prepared = prepare_batch();
  const bool advanced = advance_commit();
  evict_idle();
  if (!store_retry_at_ && committing_.empty()) store_works();  // whatever had failed has been tried again
  return settled || driven || recovered || timers_fired || prepared || advanced;
}

std::optional<Timestamp> Runtime::wakes_at() const {
  if (store_retry_at_) return store_retry_at_;
  const bool has_room = next_.writes.size() < kMaxWritesPerCommit;
  if ((has_room && !queue_.empty()) || recovered_up_to_ || !to_drive_.empty()) return now_;
  if (everything_moves_) return next_timer_;
  if (own_timers_by_due_.empty()) return std::nullopt;
  return std::get<Timestamp>(*own_timers_by_due_.begin());
}

void Runtime::note_timer(const InstanceId& id, core::TimerId timer, Timestamp due) {
  if (everything_moves_) {
    next_timer_ = next_timer_ ? std::min(*next_timer_, due) : due;
    return;
  }
  if (fired_.contains({id.value, timer})) return;
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
    fired_.emplace(instance, timer);
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

// At most kEventsPerTurn, so that an idle committer soon has something to do.
bool Runtime::prepare_batch() {
  std::size_t taken = 0;
  for (; taken < kEventsPerTurn && !queue_.empty() && next_.writes.size() < kMaxWritesPerCommit; ++taken) {
    Item item = std::move(queue_.front());
    queue_.pop_front();
    if (const auto quarantined = quarantined_.find(item.instance.value); quarantined != quarantined_.end()) {
      arrived(item, std::unexpected(Rejection{Rejection::Kind::Quarantined, quarantined->second}));
      continue;
    }
    auto cached = find(item);
    if (!cached) {
      if (cached.error().is_transient()) {
        queue_.push_front(std::move(item));
        store_failed(cached.error());
        break;
      }
      arrived(item, std::unexpected(quarantine(item.instance, cached.error().message)));
      continue;
    }
    if (*cached != nullptr && (*cached)->is_moving) {
      (*cached)->waiting.push_back(std::move(item));
      continue;
    }
    if (auto result = answer_without_transition(item, *cached)) {
      // A child that was started before an interruption goes on with its parent.
      if (item.started && !everything_moves_ && *cached != nullptr && !(*cached)->driven) drive(**cached);
      settled(item.instance, item.event);
      arrived(item, *std::move(result));
      continue;
    }
    move(std::move(item), *cached == nullptr ? create(item) : **cached);
  }
  return taken > 0;
}

Runtime::Move::Move(Item& source, Cached& target, core::Event event)
    : cached(&target),
      decision(core::handle(*target.program, std::move(target.loaded.instance), std::move(event))),
      item(std::move(source)) {}

// The cached instance itself moves on; if the commit fails it is loaded anew.
void Runtime::move(Item item, Cached& cached) {
  core::Event event{.at = std::max(now_, cached.loaded.instance.updated_at),
                    .seed = ports_.ids.next_seed(),
                    .body = std::move(item.event)};
  const auto set_aside = [&](std::string why) {
    cache_.erase(item.instance.value);
    arrived(item, std::unexpected(quarantine(item.instance, std::move(why))));
  };
  try {
    next_.moves.emplace_back(item, cached, std::move(event));
  } catch (const std::exception& exception) {  // handle() itself does not throw; a user's machine inside it may
    return set_aside(std::string("its machine threw: ") + exception.what());
  } catch (...) {
    return set_aside("its machine threw something that is no std::exception");
  }
  cached.is_moving = true;
  next_.writes.push_back(encode(next_.moves.back().decision, cached.loaded.parts));
}

void Runtime::store_failed(const StoreError& error) {
  store_failure_ = error;
  store_retry_delay_ = std::clamp(store_retry_delay_ * 2, kFirstStoreRetry, kLastStoreRetry);
  store_retry_at_ = now_ + store_retry_delay_;
}

void Runtime::store_works() {
  store_failure_.reset();
  store_retry_delay_ = Duration::zero();
}

}  // namespace baton::runtime
