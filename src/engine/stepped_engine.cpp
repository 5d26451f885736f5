#include "engine/stepped_engine.hpp"

#include "base/version.hpp"
#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "engine/metrics.hpp"
#include "engine/views.hpp"
#include "runtime/event_rows.hpp"
#include "runtime/machine_says.hpp"
#include "value/measure.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace baton::engine {
namespace {

Error cannot_be_removed(const InstanceId& id, const std::string& why) {
  return Error{.kind = Error::Kind::Conflict, .message = "the instance '" + id.value + "' cannot be removed: " + why};
}

Result<void> result_of(const InstanceId& id, runtime::Removed removed) {
  switch (removed) {
    case runtime::Removed::Removed:
      return {};
    case runtime::Removed::NotFound:
      return std::unexpected(no_such_instance(id));
    case runtime::Removed::NotEnded:
      return std::unexpected(cannot_be_removed(id, "it has not ended; cancel it first"));
    case runtime::Removed::HasPending:
      return std::unexpected(cannot_be_removed(
          id, "it still has to notify other instances; resume it first (`baton resume`, or recover())"));
  }
  std::unreachable();
}

}  // namespace

SteppedEngine::SteppedEngine(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      runtime_(runtime::Ports{.journal = dependencies_.journal,
                              .gateway = dependencies_.gateway,
                              .router = *this,
                              .bus = *this,
                              .ids = dependencies_.ids,
                              .lifecycle = dependencies_.lifecycle_events ? this : nullptr},
               dependencies_.programs, {},
               {.age = dependencies_.retention.age,
                .events = dependencies_.retention.events,
                .bytes = dependencies_.retention.bytes,
                .held_age = dependencies_.retention.held_age,
                .held_events = dependencies_.retention.held_events,
                .held_bytes = dependencies_.retention.held_bytes}) {
  if (dependencies_.continue_listeners) runtime_.continue_listeners();
}

bool SteppedEngine::step() {
  if (!sleepers_.empty()) end_sleeps();
  if (is_read_only()) return false;
  const bool moved = runtime_.step(dependencies_.clock.now());
  report_store_failure();
  report_quarantined();
  report_missing_programs();
  if (is_recovering_) report_recovered();
  if (moved) report_events();
  begin_waits();
  end_waits();
  if (!moved && !rest_waiters_.empty()) report_rest();
  return moved;
}

std::optional<Timestamp> SteppedEngine::wakes_at() const {
  const auto sleeper = sleepers_.empty() ? std::nullopt : std::optional(sleepers_.begin()->first);
  if (is_read_only()) return sleeper;
  std::optional<Timestamp> wakes_at = runtime_.wakes_at();
  const auto also_at = [&](const std::optional<Timestamp>& time) {
    if (time) wakes_at = wakes_at ? std::min(*wakes_at, *time) : *time;
  };
  also_at(sleeper);
  also_at(waiters_.next_deadline());
  for (const auto& [id, waiter] : rest_waiters_) also_at(waiter.deadline);
  for (const DelayedWait& wait : delayed_waits_) also_at(wait.deadline);
  return wakes_at;
}

EngineMetrics SteppedEngine::metrics() const {
  EngineMetrics metrics = metrics_of(runtime_);
  metrics.overloaded = dependencies_.log.refused_overloaded();
  metrics.observer_entries_missed = dependencies_.log.entries_missed();
  return metrics;
}

void SteppedEngine::recover() {
  runtime_.recover();
  is_recovering_ = true;
}

void SteppedEngine::recover(std::span<const InstanceId> ids) {
  for (const InstanceId& id : ids) runtime_.recover(id);
}

void SteppedEngine::start(runtime::StartRequest request, ReplyTo<InstanceId> reply) {
  runtime_.start(std::move(request), expect(std::move(reply)));
}

void SteppedEngine::command(const InstanceId& id, core::EventBody command, ReplyTo<void> reply, std::string caller,
                            std::optional<Revision> only_at) {
  runtime_.command(id, std::move(command), expect(std::move(reply)), std::move(caller), only_at);
}

void SteppedEngine::answer(runtime::CallAnswer answer) {
  runtime_.answer(std::move(answer));
}

void SteppedEngine::remove(const InstanceId& id, ReplyTo<void> reply) {
  runtime_.remove(
      id, [id, reply = unless_store_fails(std::move(reply))](runtime::StoreResult<runtime::Removed> removed) {
        reply(removed ? result_of(id, *removed) : std::unexpected(error_of(id, std::move(removed).error())));
      });
}

void SteppedEngine::publish(Publication publication, ReplyTo<std::vector<PublishedEvent>> reply) {
  if (publication.rows.empty()) return reply(std::vector<PublishedEvent>());
  runtime_.publish(std::move(publication.rows),
                   [this, ids = std::move(publication.ids),
                    reply = unless_store_fails(std::move(reply))](const runtime::PublishResult& result) {
                     if (!result) {
                       if (result.error().kind == runtime::Rejection::Kind::Overloaded) dependencies_.log.overloaded();
                       return reply(std::unexpected(error_of(result.error())));
                     }
                     std::vector<PublishedEvent> published;
                     for (std::size_t i = 0; i < ids.size(); ++i) {
                       const runtime::Appended& appended = (*result)[i];
                       published.push_back({.position = appended.position, .is_new = appended.is_new, .id = ids[i]});
                     }
                     reply(std::move(published));
                   });
}

// An error of an instance may be longer than an event may be; its history has it.
std::vector<runtime::EventRow> SteppedEngine::events_of(const core::Program& program, const core::Instance& instance,
                                                        const core::HistoryRecord& record) {
  const runtime::StoredRecord stored{.record = record, .engine_version = std::string(kVersion)};
  std::vector<runtime::EventRow> rows;
  for (const HistoryEntry& entry : entries_of(program, instance.id, instance.run_id, stored)) {
    for (const Value& object : lifecycle_cloud_events(entry, dependencies_.public_url)) {
      auto event = cloud_event_from(object);
      if (!event) event = cloud_event_from(object.with("data", without(Value(*object.find("data")), "error")));
      if (event) rows.push_back(runtime::event_row(*event));
    }
  }
  return rows;
}

// All instances of the store are this loop's.
void SteppedEngine::route(runtime::Message message) {
  runtime_.receive(std::move(message));
}

template <class T>
runtime::Reply SteppedEngine::expect(ReplyTo<T> reply) {
  return [this, reply = unless_store_fails(std::move(reply))](runtime::CommandResult result) {
    if (!result) {
      if (result.error().kind == runtime::Rejection::Kind::Overloaded) dependencies_.log.overloaded();
      return reply(std::unexpected(error_of(std::move(result).error())));
    }
    if constexpr (std::is_void_v<T>) {
      reply({});
    } else {
      reply(result->id);
    }
  };
}

// The reply, or that the store fails and keeps failing, whichever comes first.
template <class T>
SteppedEngine::ReplyTo<T> SteppedEngine::unless_store_fails(ReplyTo<T> reply) {
  const std::uint64_t ticket = ++last_expected_;
  expected_.emplace(ticket, [reply](const Error& error) { reply(std::unexpected(error)); });
  return [this, ticket, reply = std::move(reply)](Result<T> result) {
    if (expected_.erase(ticket) > 0) reply(std::move(result));
  };
}

void SteppedEngine::report_store_failure() {
  const std::optional<runtime::StoreError>& failure = runtime_.store_failure();
  if (!failure && !store_fails_since_) return;
  const Timestamp now = dependencies_.clock.now();
  if (!failure) {
    dependencies_.log.store_works(now - *store_fails_since_);
    show_store_failure(std::nullopt);
    return store_fails_since_.reset();
  }
  if (!store_fails_since_) {
    store_fails_since_ = now;
    show_store_failure(EngineHealth::StoreFailure{.since = now, .reason = failure->message});
    dependencies_.log.store_fails(*failure);
  }
  if (failure->is_transient() && now - *store_fails_since_ < kStorePatience) return;
  fail_all(error_of(*failure));
}

void SteppedEngine::show_store_failure(std::optional<EngineHealth::StoreFailure> failure) {
  const std::lock_guard lock(failure_mutex_);
  failure_ = std::move(failure);
}

std::optional<EngineHealth::StoreFailure> SteppedEngine::store_failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

void SteppedEngine::fail_all(const Error& error) {
  for (const auto& [ticket, fail] : std::exchange(expected_, {})) fail(error);
  begin_waits(true);
  waiters_.fail_all(error);
  for (const auto& [id, waiter] : std::exchange(rest_waiters_, {})) waiter.reply(std::unexpected(error));
}

void SteppedEngine::report_quarantined() {
  if (quarantines_ == runtime_.quarantines()) return;
  quarantines_ = runtime_.quarantines();
  std::erase_if(quarantined_, [&](const std::string& id) { return !runtime_.quarantined().contains(id); });
  for (const auto& [id, why] : runtime_.quarantined()) {
    if (quarantined_.insert(id).second) {
      dependencies_.log.quarantined(InstanceId{id}, runtime::without_text_of_machine(why));
    }
    waiters_.fail(InstanceId{id}, Error{.kind = Error::Kind::Quarantined, .message = why});
  }
}

void SteppedEngine::report_missing_programs() {
  const std::uint64_t reported = std::exchange(missed_programs_, runtime_.missed_programs());
  if (reported == missed_programs_) return;
  for (const auto& [program, missing] : runtime_.missing_programs()) {
    if (missing.number > reported) dependencies_.log.program_missing(program, missing.why);
  }
}

void SteppedEngine::report_recovered() {
  if (!runtime_.recovery().is_done()) return;
  is_recovering_ = false;
  dependencies_.log.recovered(runtime_.recovery().found());
}

void SteppedEngine::report_events() {
  if (std::exchange(last_event_, runtime_.last_event()) != runtime_.last_event() && dependencies_.log_grows) {
    dependencies_.log_grows();
  }
  const std::uint64_t dropped = runtime_.metrics().events_dropped.read();
  if (dropped > events_dropped_) dependencies_.log.events_dropped(dropped - events_dropped_);
  events_dropped_ = dropped;
  const std::uint64_t lost = runtime_.metrics().events_lost.read();
  if (lost > events_lost_) dependencies_.log.events_lost(lost - events_lost_);
  events_lost_ = lost;
}

void SteppedEngine::transitioned(const core::Program& program, const core::Instance& instance,
                                 const core::HistoryRecord& record) {
  if (!dependencies_.subscribers->empty()) {
    const std::size_t threw = dependencies_.subscribers->tell(
        entries_of(program, instance.id, instance.run_id,
                   runtime::StoredRecord{.record = record, .engine_version = std::string(kVersion)}));
    if (threw > 0) dependencies_.log.subscriber_threw();
  }
  if (waiters_.any_for(instance.id, instance.status)) waiters_.tell(instance.id, view_of(program, instance));
  report_unawaited_fault(instance, record);
}

// Nobody else hears of it: its parent only wanted it to be started.
void SteppedEngine::report_unawaited_fault(const core::Instance& instance, const core::HistoryRecord& record) {
  if (instance.status != Status::Faulted || !instance.parent || instance.parent->awaits) return;
  const bool is_news = std::ranges::count(record.changes, core::ChangeKind::WorkflowFaulted, &core::Change::kind) > 0;
  if (is_news) dependencies_.log.unawaited_fault(instance);
}

void SteppedEngine::wait(const InstanceId& id, Until until, std::optional<Duration> limit, Waiters::Done reply,
                         Begun begun) {
  const std::optional<Timestamp> deadline = this->deadline(limit);
  auto begin = [this, id, until, deadline, reply = std::move(reply), begun = std::move(begun)] {
    if (const auto quarantined = runtime_.quarantined().find(id.value); quarantined != runtime_.quarantined().end()) {
      reply(std::unexpected(Error{.kind = Error::Kind::Quarantined, .message = quarantined->second}));
      return begun({});
    }
    begun({.waiter = waiters_.add(id, until, deadline, reply), .is_loaded = runtime_.has_loaded(id)});
  };
  const std::uint64_t events = runtime_.last_event();
  if (until == Until::Ended || !runtime_.may_get_event(id, events)) return begin();
  delayed_waits_.push_back({.id = id, .events = events, .deadline = deadline, .begin = std::move(begin)});
}

void SteppedEngine::begin_waits(bool all) {
  if (delayed_waits_.empty()) return;
  const Timestamp now = dependencies_.clock.now();
  std::vector<DelayedWait> delayed = std::exchange(delayed_waits_, {});
  const auto ready = std::ranges::partition(delayed, [&](const DelayedWait& wait) {
    return !all && runtime_.may_get_event(wait.id, wait.events) && !(wait.deadline && *wait.deadline <= now);
  });
  for (const DelayedWait& wait : ready) wait.begin();
  delayed_waits_.assign(std::make_move_iterator(delayed.begin()), std::make_move_iterator(ready.begin()));
}

WaiterId SteppedEngine::wait_for_all(runtime::Rest rest, std::optional<Duration> limit, ReplyTo<void> reply) {
  const WaiterId waiter = waiters_.next_id();
  rest_waiters_.emplace(waiter, RestWaiter{.rest = rest, .deadline = deadline(limit), .reply = std::move(reply)});
  return waiter;
}

std::optional<Timestamp> SteppedEngine::deadline(std::optional<Duration> limit) {
  constexpr Duration longest = std::chrono::years{10};  // beyond it the arithmetic of clocks overflows
  if (!limit) return std::nullopt;
  return dependencies_.clock.now() + std::clamp(*limit, Duration::zero(), longest);
}

void SteppedEngine::sleep(Duration time, ReplyTo<void> reply) {
  sleepers_.emplace(*deadline(time), std::move(reply));
}

void SteppedEngine::end_sleeps() {
  const Timestamp now = dependencies_.clock.now();
  while (!sleepers_.empty() && sleepers_.begin()->first <= now) {
    const auto awake = sleepers_.extract(sleepers_.begin());
    awake.mapped()({});
  }
}

void SteppedEngine::end_waits() {
  if (rest_waiters_.empty() && !waiters_.next_deadline()) return;
  const Timestamp now = dependencies_.clock.now();
  waiters_.end_before(now);
  std::erase_if(rest_waiters_, [&](const auto& each) {
    const RestWaiter& waiter = each.second;
    if (!waiter.deadline || *waiter.deadline > now || runtime_.rest() >= waiter.rest) return false;
    waiter.reply(
        std::unexpected(Error{.kind = Error::Kind::Timeout,
                              .message = "some instances are still running after the time given; they continue"}));
    return true;
  });
}

void SteppedEngine::report_rest() {
  const runtime::Rest rest = runtime_.rest();
  std::erase_if(rest_waiters_, [&](const auto& each) {
    if (rest < each.second.rest) return false;
    each.second.reply({});
    return true;
  });
}

void SteppedEngine::stop_waiting(WaiterId waiter, const Error& why) {
  waiters_.fail(waiter, why);
}

}  // namespace baton::engine
