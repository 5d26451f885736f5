#include "runtime/runtime.hpp"

#include "base/overloaded.hpp"
#include "core/admission.hpp"
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

// Why the request is not taken.
std::optional<Rejection> refused(std::string_view what, const Value& data, std::size_t waiting) {
  if (auto why = core::reason_not_to_keep(what, data)) return Rejection{Rejection::Kind::Invalid, *std::move(why)};
  if (waiting < kMaxQueuedCommands) return std::nullopt;
  return Rejection{Rejection::Kind::Overloaded, "too many requests are waiting; try again later"};
}

}  // namespace

Runtime::Runtime(Ports ports, CompileDocument compile, Shard shard)
    : ports_(ports), process_(ports.ids.next_seed()), programs_(ports.store, std::move(compile)), shard_(shard) {}

Runtime::~Runtime() = default;

void Runtime::start(StartRequest request, Reply reply) {
  if (auto why = refused("the input", request.input, queue_.size())) return reply(std::unexpected(*std::move(why)));
  put(Item{.instance = std::move(request.id),
           .event = core::Start{.run_id = ports_.ids.next_id(), .input = std::move(request.input), .parent = {}},
           .started = Started{.program = std::move(request.program),
                              .requested_version = std::move(request.requested_version)},
           .reply = std::move(reply)});
}

void Runtime::command(InstanceId id, core::EventBody command, Reply reply) {
  const auto* event = std::get_if<core::Deliver>(&command);
  if (auto why = refused("the event", event == nullptr ? Value() : event->event, queue_.size())) {
    return reply(std::unexpected(*std::move(why)));
  }
  put(Item{.instance = std::move(id), .event = std::move(command), .reply = std::move(reply)});
}

void Runtime::answer(CallAnswer answer) {
  Request& request = requests_[answer.key.value];
  const bool is_own = answer.process == process_;
  const bool is_success = std::holds_alternative<core::Succeeded>(answer.outcome);
  if (!is_own && !is_success && request.unanswered != 0) return;  // this process is about to learn it itself
  if (is_own) request.unanswered &= ~bit_of(answer.attempt);
  const bool overtakes =
      request.unanswered != 0 || ((request.is_repeated || !is_own) && is_of_this_request_alone(answer));
  put(Item{.instance = std::move(answer.instance),
           .event = core::Answer{.key = std::move(answer.key),
                                 .outcome = std::move(answer.outcome),
                                 .attempt = answer.attempt,
                                 .overtakes = overtakes}});
}

void Runtime::put(Item item) {
  if (const IntentKey* key = answered_key(item.event)) {
    Request& request = requests_[key->value];
    const auto* answer = std::get_if<core::Answer>(&item.event);
    const std::uint32_t attempt = answer == nullptr ? 1 : answer->attempt;
    if (attempt >= request.attempt) {
      request.attempt = attempt;
      request.is_awaited = false;
    }
    ++request.answers;
  }
  queue_.push_back(std::move(item));
}

// What the event answers may be issued again from now on. Of an instance that is quarantined it may not.
void Runtime::settled(const InstanceId& id, const core::EventBody& event) {
  if (const auto* timer = std::get_if<core::TimerFired>(&event)) fired_.erase({id.value, timer->timer});
  const IntentKey* key = answered_key(event);
  if (key == nullptr) return;
  const auto request = requests_.find(key->value);
  --request->second.answers;
  const Request& left = request->second;
  if (!left.is_awaited && left.answers == 0 && left.unanswered == 0) requests_.erase(request);
}

bool Runtime::step(Timestamp now) {
  now_ = std::max(now_, now);  // a clock that jumps back does not take the engine with it
  const bool advanced = advance();
  ports_.gateway.flush();
  return advanced;
}

bool Runtime::advance() {
  bool settled = advance_commit();
  if (store_retry_at_ && now_ < *store_retry_at_) return settled;
  store_retry_at_.reset();
  if (!unsettled_.empty()) {
    settled = true;
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
  if (everything_moves_) return fired_.size() < kMaxFiredTimers ? next_timer_ : std::nullopt;
  if (own_timers_by_due_.empty()) return std::nullopt;
  return std::get<Timestamp>(*own_timers_by_due_.begin());
}

void Runtime::note_timer(const InstanceId& id, core::TimerId timer, Timestamp due) {
  if (everything_moves_) {
    next_timer_ = next_timer_ ? std::min(*next_timer_, due) : due;
    if (due <= last_timer_.due) last_timer_ = before_timers_due_at(due);
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
  if (!next_timer_ || *next_timer_ > now_ || fired_.size() >= kMaxFiredTimers) return false;
  auto due = ports_.store.due_timers(shard_, last_timer_, now_, kTimerPage);
  if (!due) {
    store_failed(due.error());
    return false;
  }
  for (const DueTimer& timer : *due) {
    last_timer_ = timer;
    if (quarantined_.contains(timer.instance.value)) continue;
    if (!fired_.emplace(timer.instance.value, timer.timer).second) continue;  // on its way already
    put(Item{.instance = timer.instance, .event = core::TimerFired{.timer = timer.timer}});
  }
  if (due->size() == kTimerPage) return true;  // there may be more of them
  auto next = ports_.store.next_timer(shard_, now_);
  if (!next) {
    store_failed(next.error());
  } else {
    next_timer_ = *next;
  }
  return !due->empty();
}

// At most kEventsPerTurn, so that an idle committer soon has something to do.
bool Runtime::prepare_batch() {
  std::size_t taken = 0;
  steps_of_turn_ = 0;
  while (taken < kEventsPerTurn && steps_of_turn_ < kStepsPerTurn && !queue_.empty() &&
         next_.writes.size() < kMaxWritesPerCommit) {
    ++taken;
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
      // A child that was started before an interruption continues with its parent.
      if (item.started && !everything_moves_ && *cached != nullptr && !(*cached)->driven) drive(**cached);
      settled(item.instance, item.event);
      arrived(item, *std::move(result));
      continue;
    }
    Cached& target = *cached == nullptr ? create(item) : **cached;
    taken += move(std::move(item), target);
  }
  return taken > 0;
}

// The cached instance itself is moved; if the commit fails it is loaded again. What follows in the queue for the same instance
// joins the write, so that its head, which may be large, is written once. Returns how many items have joined.
std::size_t Runtime::move(Item&& item, Cached& cached) {
  Move& move = next_.moves.emplace_back(cached);
  const auto refuse = [&](std::string why) -> std::size_t {
    Item refused = std::move(move.items.front());
    next_.moves.pop_back();
    cache_.erase(refused.instance.value);
    arrived(refused, std::unexpected(quarantine(refused.instance, std::move(why))));
    return 0;
  };
  try {
    handle(move, std::move(item));
  } catch (const std::exception& exception) {  // handle() itself does not throw; a user's machine inside it may
    return refuse(std::string("its machine threw: ") + exception.what());
  } catch (...) {
    return refuse("its machine threw something that is no std::exception");
  }
  while (!queue_.empty() && joins(queue_.front(), move)) {
    handle(move, std::move(queue_.front()));
    queue_.pop_front();
  }
  cached.is_moving = true;
  next_.writes.push_back(encode(move.decisions, cached.loaded.parts));
  return move.items.size() - 1;
}

// The decision is large, so it is made where it stays.
void Runtime::handle(Move& move, Item&& item) {
  auto& decisions = move.decisions;
  if (decisions.size() == decisions.capacity()) decisions.reserve(2 * decisions.capacity());
  core::Instance& instance = decisions.empty() ? move.cached->loaded.instance : decisions.back().next;
  core::Event event{
      .at = std::max(now_, instance.updated_at), .seed = ports_.ids.next_seed(), .body = std::move(item.event)};
  move.items.push_back(std::move(item));
  struct Made {
    const core::Program& program;
    core::Instance& instance;
    core::Event& event;
    operator core::Decision() const { return core::handle(program, std::move(instance), std::move(event)); }
  };
  decisions.emplace_back(Made{*move.cached->program, instance, event});
  steps_of_turn_ += decisions.back().steps;
}

// Only what the world has to say joins: a command has a write of its own, whose outcome its sender hears. A machine may
// throw, and then nothing must be lost but the event that it threw at.
bool Runtime::joins(const Item& item, const Move& move) const {
  if (item.instance != move.id() || move.items.size() >= kEventsPerTurn) return false;
  if (steps_of_turn_ >= kStepsPerTurn) return false;
  const core::Instance& instance = move.next();
  const bool is_progress =
      std::holds_alternative<core::Answer>(item.event) || std::holds_alternative<core::Acknowledged>(item.event) ||
      std::holds_alternative<core::TimerFired>(item.event) || std::holds_alternative<core::Continue>(item.event);
  return is_progress && (instance.status == Status::Running || instance.status == Status::Waiting) &&
         !takes_snapshot(instance.revision) && !move.cached->program->hosted;
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
