#include "runtime/runtime.hpp"

#include "core/admission.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::runtime {
namespace {

std::size_t count_of(const auto& queues) {
  std::size_t count = 0;
  for (const auto& queue : queues) count += queue.size();
  return count;
}

// Why the request is not taken.
std::optional<Rejection> refused(std::string_view what, const Value& data, bool is_overloaded) {
  if (auto why = core::reason_not_to_keep(what, data)) return Rejection{Rejection::Kind::Invalid, *std::move(why)};
  if (!is_overloaded) return std::nullopt;
  return Rejection{Rejection::Kind::Overloaded, "too many requests are waiting; try again later"};
}

// A child that is not there, or another instance that has its id.
bool cancels_what_is_not_there(const Item& item, const CachedInstance* cached) {
  if (!item.sender || !std::holds_alternative<core::Cancel>(item.event)) return false;
  return cached == nullptr || !core::is_child_of(cached->loaded.instance, item.sender->instance, item.sender->child);
}

}  // namespace

Runtime::Runtime(Ports ports, Programs& programs, Shard shard, const LogRetention& retention)
    : ports_(ports),
      process_(ports.ids.next_seed()),
      shard_(shard),
      cache_(kMaxCachedInstances),
      requests_(process_),
      patterns_(programs),
      trims_(retention),
      lookups_(programs) {}

Runtime::~Runtime() = default;

void Runtime::start(StartRequest request, Reply reply) {
  const bool is_overloaded = inbox_.size() >= kMaxQueuedCommands || count_of(waiting_calls_) >= kMaxWaitingCalls;
  if (auto why = refused("the input", request.input, is_overloaded)) return reply(std::unexpected(*std::move(why)));
  put(Item{.instance = std::move(request.id),
           .event = core::Start{.run_id = ports_.ids.next_id(),
                                .input = std::move(request.input),
                                .parent = {},
                                .origin = std::move(request.origin),
                                .inherited = std::move(request.inherited)},
           .started = Started{.program = std::move(request.program),
                              .requested_version = std::move(request.requested_version)},
           .asked = Asked{.reply = std::move(reply), .caller = std::move(request.caller)}});
}

void Runtime::command(InstanceId id, core::EventBody command, Reply reply, std::string caller,
                      std::optional<Revision> only_at) {
  const auto* event = std::get_if<core::Deliver>(&command);  // an Offer has a valid CloudEvent
  const bool is_overloaded = inbox_.size() >= kMaxQueuedCommands;
  if (auto why = refused("the event", event == nullptr ? Value() : event->event, is_overloaded)) {
    return reply(std::unexpected(*std::move(why)));
  }
  put(Item{.instance = std::move(id),
           .event = std::move(command),
           .asked = Asked{.reply = std::move(reply), .caller = std::move(caller), .only_at = only_at}});
}

void Runtime::answer(CallAnswer answer) {
  InstanceId instance = std::move(answer.instance);
  if (is_fenced_) return;
  if (auto event = requests_.answered(std::move(answer))) {
    Item& item = inbox_.emplace_back();
    item.instance = std::move(instance);
    item.event = *std::move(event);
  }
}

void Runtime::publish(std::vector<EventRow> events, const PublishReply& reply) {
  if (is_fenced_ || publications_.put(std::move(events), reply)) return;
  reply(
      std::unexpected(Rejection{Rejection::Kind::Overloaded, "too many events wait to be published; try again later"}));
}

void Runtime::remove(InstanceId id, std::function<void(StoreResult<Removed>)> reply) {
  removals_.push_back({.id = std::move(id), .reply = std::move(reply)});
}

void Runtime::put(Item item) {
  if (is_fenced_) return;
  requests_.queued(item.event);
  inbox_.push_back(std::move(item));
}

void Runtime::put_first(std::span<Item> items) {
  inbox_.insert(inbox_.begin(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
}

// What the event answers may be issued again from now on. Of an instance that is quarantined it may not.
void Runtime::settled(const InstanceId& id, const core::EventBody& event) {
  if (const auto* timer = std::get_if<core::TimerFired>(&event)) timers_.settled(id, timer->timer);
  if (std::holds_alternative<core::Arrival>(event)) arrivals_.settled(id);
  requests_.settled(event);
}

bool Runtime::step(Timestamp now) {
  now_ = std::max(now_, now);  // a clock that jumps back does not take the engine with it
  const bool advanced = advance();
  if (advanced) {
    metrics_.inbox.set(inbox_.empty() ? 0 : inbox_.size());  // it mostly is, and to count costs more
    metrics_.instances_cached.set(cache_.all().size());
  }
  ports_.gateway.flush();
  return advanced;
}

bool Runtime::advance() {
  bool advanced = take_answers();
  if (is_fenced_ || health_.is_paused(now_)) return advanced;
  advanced |= resend_lost();
  advanced |= continue_instances();
  advanced |= make_waiting_calls();
  advanced |= prepare_batch();
  advanced |= ask();
  advanced |= take_answers();
  cache_.evict_idle();
  // Whatever had failed has been tried again.
  const bool is_quiet = asked_ == 0 && inbox_.empty() && loads_.empty() && lookups_.empty() && next_.moves.empty() &&
                        publications_.empty();
  if (is_quiet && !health_.is_paused(now_)) health_.works();
  return advanced;
}

std::optional<Timestamp> Runtime::wakes_at() const {
  if (is_fenced_) return std::nullopt;
  if (health_.retries_at()) return health_.retries_at();
  const bool has_room = next_.writes.size() < kMaxWritesPerCommit;
  const bool has_work = (has_room && !inbox_.empty() && !watch_.asks_for_end()) || recovery_.any_to_continue() ||
                        may_look_for_more() || loads_.any_to_begin() || lookups_.any_to_begin() ||
                        arrivals_.any_to_begin() || may_look_for_listeners() ||
                        (publications_.any_waiting() && !publications_.is_under_way() && committing_.empty() &&
                         !patterns_.is_under_way());
  if (has_work) return now_;
  std::optional<Timestamp> wakes_at = timers_.next();
  if (const auto resends = delivery_.next()) wakes_at = wakes_at ? std::min(*wakes_at, *resends) : *resends;
  return wakes_at;
}

// One that is busy, and not only because operators are missing.
bool Runtime::moves_by_itself(const core::Instance& instance) const {
  return is_busy(instance) && std::ranges::any_of(instance.pending, [&](const core::Pending& pending) {
           return !std::holds_alternative<core::StartChild>(pending.request) &&
                  !ports_.gateway.waits_for_operator(pending.key, pending.attempt);
         });
}

Rest Runtime::rest() const {
  const bool is_at_work = !inbox_.empty() || !next_.moves.empty() || asked_ > 0 || !loads_.empty() ||
                          !lookups_.empty() || !removals_.empty() || !publications_.empty() || !recovery_.is_done() ||
                          arrivals_.size() > 0 || watch_.is_behind() || health_.retries_at() ||
                          cache_.any_busy_evicted();
  if (is_at_work) return Rest::Moving;
  bool waits = (recovery_.moves_all() && timers_.any_to_come()) || cache_.any_listening_evicted();
  for (const auto& [id, cached] : cache_.all()) {
    const core::Instance& instance = cached.loaded.instance;
    if (!recovery_.moves(instance.id)) continue;
    if (moves_by_itself(instance)) return Rest::Moving;
    waits = waits || listens(instance) || (instance.status != Status::Suspended && !core::timers_of(instance).empty());
  }
  return waits ? Rest::Waiting : Rest::Done;
}

// At most kEventsPerTurn, so that an idle journal soon has something to do.
bool Runtime::prepare_batch() {
  std::size_t taken = 0;
  if (!watch_.knows_end()) return false;  // what starts listens from there on
  steps_of_turn_ = 0;
  while (taken < kEventsPerTurn && steps_of_turn_ < kStepsPerTurn && !inbox_.empty() &&
         next_.writes.size() < kMaxWritesPerCommit) {
    Item item = std::move(inbox_.front());
    inbox_.pop_front();
    taken += 1 + take(std::move(item));
  }
  return taken > 0;
}

// Returns how many further items of the inbox have joined it.
std::size_t Runtime::take(Item&& item) {
  // A cancel needs nothing but what every instance has.
  const auto quarantined = quarantined_.find(item.instance.value);
  if (quarantined != quarantined_.end() && !std::holds_alternative<core::Cancel>(item.event)) {
    finish(item, std::unexpected(Rejection{Rejection::Kind::Quarantined, quarantined->second}));
    return 0;
  }
  CachedInstance* const cached = cache_.find(item.instance);
  if (cached != nullptr) return take(std::move(item), cached);
  if (Loads::Waiting* waiting = loads_.find(item.instance)) {
    waiting->items.push_back(std::move(item));
    return 0;
  }
  // That a start finds nothing is only assumed, which saves the store a look; its commit is Stale otherwise.
  if (item.started && !item.started->looks_first) return take(std::move(item), nullptr);
  Loads::Waiting& waiting = loads_.want(item.instance);
  waiting.items.push_back(std::move(item));
  return 0;
}

// nullptr: there is no such instance.
std::size_t Runtime::take(Item&& item, CachedInstance* cached) {
  if (cached != nullptr && cached->is_moving) {
    cached->waiting.push_back(std::move(item));
    return 0;
  }
  if (cancels_what_is_not_there(item, cached) && loads_.find(item.instance) == nullptr) {
    cancel_absent(std::move(item));
    return 0;
  }
  if (auto result = answer_without_transition(item, cached)) {
    // A child that was started before an interruption continues with its parent.
    if (item.started && cached != nullptr && *result && !recovery_.moves(item.instance)) issue(*cached);
    settled(item.instance, item.event);
    finish(item, *std::move(result));
    return 0;
  }
  CachedInstance& target = cached == nullptr ? create(item) : *cached;
  return move(std::move(item), target);
}

CachedInstance& Runtime::create(const Item& item) {
  const ProgramPtr& program = item.started->program;
  return cache_.insert(item.instance, {.instance = core::new_instance(item.instance, *program), .parts = Parts()},
                       program);
}

// The cached instance itself is moved; if the commit fails it is loaded again. What follows in the inbox for the same instance
// joins the write, so that its head, which may be large, is written once. Returns how many items have joined.
std::size_t Runtime::move(Item&& item, CachedInstance& cached) {
  Move& move = next_.moves.emplace_back(cached);
  handle(move, std::move(item));
  if (move.next().status == Status::Pending) {
    drop_refused_start();
    return 0;
  }
  while (!inbox_.empty() && joins(inbox_.front(), move)) {
    handle(move, std::move(inbox_.front()));
    inbox_.pop_front();
  }
  while (auto event = next_read_ahead(move)) handle(move, Item{.instance = move.id(), .event = *std::move(event)});
  cached.is_moving = true;
  struct Encoded {
    const Move& move;
    Parts& parts;
    operator Write() const { return encode(move.decisions, parts); }
  };
  Write& write = next_.writes.emplace_back(Encoded{move, cached.loaded.parts});
  write.shard = shard_;
  if (ports_.lifecycle != nullptr) std::ranges::move(lifecycle_events_of(move), std::back_inserter(write.emitted));
  next_.emits |= !write.emitted.empty();
  return move.items.size() - 1;
}

std::vector<EventRow> Runtime::lifecycle_events_of(const Move& move) const {
  std::vector<EventRow> events;
  for (const core::Decision& decision : move.decisions) {
    for (EventRow& event : ports_.lifecycle->events_of(*move.cached->program, move.next(), decision.record)) {
      event.at = now_;
      events.push_back(std::move(event));
    }
  }
  return events;
}

// Nothing of it is saved. But it may be the same start as an earlier one that was not refused.
void Runtime::drop_refused_start() {
  Item item = std::move(next_.moves.back().items.front());
  core::Decision decision = std::move(next_.moves.back().decisions.front());
  next_.moves.pop_back();
  cache_.erase(item.instance);
  if (!std::exchange(item.started->looks_first, true)) {
    item.event = std::move(decision.record.event.body);
    loads_.want(item.instance).items.push_back(std::move(item));
    return;
  }
  finish(item, std::unexpected(refusal_of(item.instance, decision.record.event.body, *core::refused(decision))));
}

// The decision is large, so it is made where it stays. So is the write.
void Runtime::handle(Move& move, Item&& item) {
  auto& decisions = move.decisions;
  if (decisions.size() == decisions.capacity()) decisions.reserve(2 * decisions.capacity());
  core::Instance& instance = decisions.empty() ? move.cached->loaded.instance : decisions.back().next;
  core::Event event{.at = std::max(now_, instance.updated_at),
                    .seed = ports_.ids.next_seed(),
                    .caller = item.asked ? item.asked->caller : std::string(),
                    .log = item.started && item.started->log ? *item.started->log : watch_.last(),
                    .body = std::move(item.event)};
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

// Only what the world has to say joins: a command has a write of its own, whose outcome its sender hears. An answer that a machine
// cannot handle suspends it, and is the last to join: what those before it have asked for goes out, as if each had been saved alone.
bool Runtime::joins(const Item& item, const Move& move) const {
  if (item.instance != move.id()) return false;
  const bool is_progress =
      std::holds_alternative<core::Answer>(item.event) || std::holds_alternative<core::Acknowledged>(item.event) ||
      std::holds_alternative<core::TimerFired>(item.event) || std::holds_alternative<core::Continue>(item.event);
  return is_progress && takes_more(move);
}

bool Runtime::takes_more(const Move& move) const {
  const core::Instance& instance = move.next();
  return move.items.size() < kEventsPerTurn && steps_of_turn_ < kStepsPerTurn &&
         (instance.status == Status::Running || instance.status == Status::Waiting) &&
         !takes_snapshot(instance.revision);
}

// A repeated start, a command that does not apply, an event for an instance that is not there.
std::optional<CommandResult> Runtime::answer_without_transition(const Item& item, const CachedInstance* cached) const {
  const auto reject = [](Rejection::Kind kind, std::string reason) -> CommandResult {
    return std::unexpected(Rejection{kind, std::move(reason)});
  };
  const auto* start = std::get_if<core::Start>(&item.event);
  if (cached == nullptr) {
    if (start != nullptr && !item.is_duplicate) return std::nullopt;
    return reject(Rejection::Kind::NotFound, "there is no instance '" + item.instance.value + "'");
  }
  const core::Instance& instance = cached->loaded.instance;
  if (start != nullptr && start->parent) {
    if (core::is_child_of(instance, start->parent->instance, start->parent->start)) return row_of(instance);
    return reject(Rejection::Kind::Conflict, "the id '" + instance.id.value +
                                                 "' is taken by an instance that this request has not started; name "
                                                 "another one, or none");
  }
  if (item.is_duplicate) return row_of(instance);
  if (start != nullptr) {
    const DefinitionName& wanted = item.started->program->name;
    const bool same_version =
        item.started->requested_version.empty() ? true : wanted.version == instance.definition.version;
    const bool same_definition =
        wanted.space == instance.definition.space && wanted.name == instance.definition.name && same_version &&
        (item.started->requested_version.empty() || item.started->program->digest == instance.digest);
    const bool same_origin = start->origin == instance.origin;
    if (same_definition && same_origin && start->input == instance.input) return row_of(instance);
    return reject(Rejection::Kind::Conflict, "the instance '" + instance.id.value + "' exists already, with another " +
                                                 (!same_definition ? "definition"
                                                  : !same_origin   ? "origin"
                                                                   : "input") +
                                                 "; choose another id, or leave it out");
  }
  if (!item.asked) return std::nullopt;  // not a user's command: the core records what does not apply
  if (item.asked->only_at && *item.asked->only_at != instance.revision) {
    return reject(Rejection::Kind::Stale, "the instance '" + instance.id.value + "' is at revision " +
                                              std::to_string(instance.revision.value) + ", not at " +
                                              std::to_string(item.asked->only_at->value));
  }
  if (auto why_not = core::refusal(instance, item.event)) {
    return reject(Rejection::Kind::Conflict, "the instance '" + instance.id.value + "' cannot do that: " + *why_not);
  }
  return std::nullopt;
}

// Whoever sent the item gets its result.
void Runtime::finish(Item& item, CommandResult result) {
  if (item.sender) give_receipt(item, result);
  if (item.asked) item.asked->reply(std::move(result));
}

Rejection Runtime::quarantine(const InstanceId& id, std::string reason) {
  timers_.drop(id);
  arrivals_.settled(id);
  std::string why = "the instance '" + id.value + "' is quarantined: " + std::move(reason);
  quarantined_.insert_or_assign(id.value, why);
  metrics_.quarantined.set(quarantined_.size());
  ++quarantines_;
  return Rejection{Rejection::Kind::Quarantined, std::move(why)};
}

void Runtime::clear_quarantine(const InstanceId& id) {
  quarantined_.erase(id.value);
  metrics_.quarantined.set(quarantined_.size());
}

}  // namespace baton::runtime
