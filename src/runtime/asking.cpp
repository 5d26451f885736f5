// What the loop asks its journal for, and what it does with the answers.
#include "runtime/limits.hpp"
#include "runtime/runtime.hpp"

#include <utility>

namespace baton::runtime {
namespace {

// Only this loop writes the instance, so the revision decides; but a start may have found an instance that was there.
bool is_stored_in(const core::Instance& stored, const core::Instance& decided) {
  return stored.run_id == decided.run_id && stored.revision >= decided.revision;
}

}  // namespace

void Runtime::begin(JournalRequest request) {
  ++asked_;
  ports_.journal.begin(std::move(request));
}

bool Runtime::ask() {
  const std::size_t before = asked_;
  begin_commit();
  ask_event_log();
  if (auto ids = loads_.begin(); !ids.empty()) {
    metrics_.loads.add(ids.size());
    begin(LoadRequest{.shard = shard_, .ids = std::move(ids)});
  }
  for (DefinitionRequest& request : lookups_.begin()) begin(std::move(request));
  if (auto request = timers_.begin(shard_, now_)) begin(*std::move(request));
  if (auto request = trims_.begin(shard_, now_, quarantined_)) begin(*std::move(request));
  if (!removals_.empty()) begin_removals();
  return asked_ > before;
}

// Those of instances of which something else is under way wait.
void Runtime::begin_removals() {
  for (Removal& removal : std::exchange(removals_, {})) {
    const CachedInstance* cached = cache_.find(removal.id);
    if ((cached != nullptr && cached->is_moving) || loads_.find(removal.id) != nullptr) {
      removals_.push_back(std::move(removal));
      continue;
    }
    cache_.erase(removal.id);
    loads_.hold(removal.id);
    begin(RemoveRequest{.shard = shard_, .id = removal.id});
    removing_.emplace(removal.id.value, std::move(removal));
  }
}

bool Runtime::take_answers() {
  bool any = false;
  while (std::optional<JournalAnswer> answer = ports_.journal.finished()) {
    any = true;
    --asked_;
    std::visit([this](auto& finished) { take_answer(std::move(finished)); }, *answer);
    if (is_fenced_) break;
  }
  return any;
}

void Runtime::take_answer(Finished<TimersRequest> finished) {
  if (!finished.answer) {
    timers_.failed();
    return health_.failed(finished.answer.error(), now_);
  }
  for (const DueTimer& timer : timers_.read(finished.request, *std::move(finished.answer))) {
    if (!recovery_.moves(timer.instance) || quarantined_.contains(timer.instance.value)) continue;
    timers_.fire(timer);
    metrics_.timers_fired.add();
    put(Item{.instance = timer.instance, .event = core::TimerFired{.timer = timer.timer}});
  }
}

void Runtime::take_answer(Finished<PendingRequest> finished) {
  if (finished.answer) return recovery_.read(finished.request, *std::move(finished.answer));
  recovery_.failed();
  health_.failed(finished.answer.error(), now_);
}

void Runtime::take_answer(Finished<RemoveRequest> finished) {
  const InstanceId& id = finished.request.id;
  Removal removal = std::move(removing_.extract(id.value).mapped());
  release(id);
  if (finished.answer && *finished.answer == Removed::Removed) clear_quarantine(id);
  removal.reply(std::move(finished.answer));
}

void Runtime::take_answer(Finished<TrimRequest> finished) {
  if (!finished.answer) {
    trims_.failed();
    return health_.failed(finished.answer.error(), now_);
  }
  trims_.finished(*finished.answer);
  metrics_.events_dropped.add(finished.answer->dropped);
  for (InstanceId& id : finished.answer->late) {
    put(Item{.instance = std::move(id),
             .event = core::Arrival{.listener = {}, .position = finished.answer->late_through, .event = {}}});
  }
}

// What has waited for an instance that was held finds it as it is now.
void Runtime::release(const InstanceId& held) {
  const Loads::Waiting* waiting = loads_.find(held);
  if (waiting->items.empty() && !waiting->issue) {
    static_cast<void>(loads_.end(held));
  } else {
    loads_.ask(held);
  }
}

void Runtime::take_answer(Finished<DefinitionRequest> finished) {
  if (auto failure = lookups_.finished(std::move(finished))) health_.failed(*failure, now_);
}

void Runtime::take_answer(Finished<LoadRequest> finished) {
  for (std::size_t i = 0; i < finished.answer.size(); ++i) {
    loaded(finished.request.ids[i], std::move(finished.answer[i]));
  }
}

void Runtime::loaded(const InstanceId& id, StoreResult<std::optional<StoredInstance>> stored) {
  if (!stored && stored.error().is_transient()) {
    loads_.ask(id);
    return health_.failed(stored.error(), now_);
  }
  if (!stored) return unreadable(id, stored.error().message);
  if (!*stored) return absent(id);
  Digest digest = (*stored)->row.digest;
  lookups_.find(std::move(digest), [this, id, row = **std::move(stored)](StoreResult<ProgramPtr> program) {
    loaded(id, row, std::move(program));
  });
}

void Runtime::loaded(const InstanceId& id, const StoredInstance& stored, StoreResult<ProgramPtr> program) {
  if (!program) return unreadable(id, program.error().message);
  const auto why_not = has_ended(stored.row.status) ? std::nullopt : not_runnable(**program);
  if (quarantined_.contains(id.value) || (why_not && loads_.is_only_cancelled(id))) {
    program = without_its_machine(*program);
  } else if (why_not) {
    return unreadable(id, *why_not);
  }
  auto loaded = decode(**program, stored);
  if (!loaded) return unreadable(id, loaded.error().message);
  arrived(id, *std::move(loaded), *std::move(program));
}

void Runtime::arrived(const InstanceId& id, Loaded loaded, ProgramPtr program) {
  Loads::Waiting waiting = loads_.end(id);
  CachedInstance& cached = cache_.insert(id, std::move(loaded), std::move(program));
  if (waiting.in_doubt && is_stored_in(cached.loaded.instance, waiting.in_doubt->move.next())) {
    Move& move = waiting.in_doubt->move;
    move.cached = &cached;
    cached.waiting = std::move(waiting.items);
    cached.issue_again = waiting.issue;
    return committed(move);
  }
  if (waiting.in_doubt) {
    if (auto& started = waiting.in_doubt->move.items.front().started) started->looks_first = true;
    put_back(waiting.in_doubt->move, std::move(waiting.items));
    health_.failed({.kind = StoreError::Kind::Unavailable, .message = waiting.in_doubt->why}, now_);
  } else {
    put_first(waiting.items);
  }
  if (waiting.issue && !quarantined_.contains(id.value)) issue(cached);
}

void Runtime::absent(const InstanceId& id) {
  Loads::Waiting waiting = loads_.end(id);
  if (waiting.in_doubt) {
    if (auto& started = waiting.in_doubt->move.items.front().started) started->looks_first = false;
    put_back(waiting.in_doubt->move, std::move(waiting.items));
    return health_.failed({.kind = StoreError::Kind::Unavailable, .message = waiting.in_doubt->why}, now_);
  }
  for (Item& item : waiting.items) {
    if (Loads::Waiting* again = loads_.find(id)) {  // one of them has to ask the journal first
      again->items.push_back(std::move(item));
    } else {
      take(std::move(item), cache_.find(id));
    }
  }
}

// What is to be cancelled is read once more, without its machine.
void Runtime::unreadable(const InstanceId& id, const std::string& why) {
  Loads::Waiting waiting = loads_.end(id);
  const bool is_final = quarantined_.contains(id.value);
  const Rejection rejection = quarantine(id, why);
  if (waiting.in_doubt) finish(waiting.in_doubt->move, std::unexpected(rejection));
  for (Item& item : waiting.items) {
    if (!is_final && std::holds_alternative<core::Cancel>(item.event)) {
      inbox_.push_back(std::move(item));
    } else {
      finish(item, std::unexpected(rejection));
    }
  }
}

}  // namespace baton::runtime
