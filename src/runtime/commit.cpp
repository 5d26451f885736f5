// What happens to a batch: its commit, and what is done once that has succeeded or failed.
#include "base/overloaded.hpp"
#include "core/listening.hpp"
#include "runtime/runtime.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baton::runtime {
namespace {

bool has_lost_events(const core::Decision& decision) {
  const auto* arrival = std::get_if<core::Arrival>(&decision.record.event.body);
  return arrival != nullptr && arrival->event.is_null() &&
         std::ranges::find(decision.record.changes, core::ChangeKind::WorkflowSuspended, &core::Change::kind) !=
             decision.record.changes.end();
}

}  // namespace

bool Runtime::begin_commit() {
  if (!committing_.empty() || publications_.is_under_way()) return false;
  if (next_.moves.empty() && !publications_.any_waiting()) return false;
  const bool appends = next_.emits || publications_.any_waiting();
  if (appends && (!patterns_.is_ready() || !watch_.knows_end())) return false;
  committing_ = std::exchange(next_.moves, {});
  std::vector<EventRow> published = publications_.begin(now_);
  finds_listeners_ = note_what_finds(published);
  begin(CommitRequest{.writes = std::exchange(next_.writes, {}), .published = std::move(published), .log = shard_});
  next_.writes.reserve(committing_.size());  // the next batch is often as large
  return true;
}

// So late that every definition is known that a start before this commit is of.
bool Runtime::note_what_finds(std::vector<EventRow>& published) {
  bool any = !published.empty() && patterns_.note(published);
  if (!std::exchange(next_.emits, false)) return any;
  for (Write& write : next_.writes) any |= patterns_.note(write.emitted);
  return any;
}

// The journal gets what has been prepared before anything else is done: it works while the loop settles.
void Runtime::take_answer(Finished<CommitRequest> finished) {
  std::vector<Move> moves = std::exchange(committing_, {});
  auto published = publications_.take_under_way();
  const bool found = finds_listeners_;
  if (finished.answer) {
    appended(*finished.answer);
    begin_commit();
  } else if (found) {
    watch_.in_doubt();
  }
  settle(moves, finished.answer);
  settle(std::move(published), finished, found);
  moves.clear();
  if (next_.moves.empty()) next_.moves = std::move(moves);  // its memory: a move is large
}

void Runtime::settle(std::span<Move> moves, const CommitResult& result) {
  if (!result) return not_committed(moves, result.error());
  health_.works();
  metrics_.writes_per_commit.add(moves.size() + result->published.size());
  for (std::size_t i = 0; i < moves.size() && !is_fenced_; ++i) settle(moves[i], result->writes[i]);
  ports_.gateway.flush();
}

// A commit of unknown outcome is repeated too: an event that is in the log is not appended again.
void Runtime::settle(std::vector<Publications::Begun> published, Finished<CommitRequest>& finished, bool found) {
  if (published.empty()) return;
  if (!finished.answer) {
    publications_.put_back(std::move(published), std::move(finished.request.published));
    const StoreError& error = finished.answer.error();
    if (error.kind != StoreError::Kind::UnknownOutcome) return;  // the writes have noted the failure
    return health_.failed({.kind = StoreError::Kind::Unavailable, .message = error.message}, now_);
  }
  for (const AppendResult& each : finished.answer->published) {
    if (const auto* fenced = std::get_if<Fenced>(&each)) return lose_shard(fenced->reason);
    const auto* known = std::get_if<Appended>(&each);
    if (known == nullptr || known->is_new) continue;
    metrics_.events_duplicate.add();
    if (found && known->position > 0) watch_.found_again(known->position);
  }
  reply_to(std::move(published), finished.answer->published);
}

void Runtime::appended(const CommitAnswer& answer) {
  if (answer.appended == 0) return;
  metrics_.events_appended.add(answer.appended);
  trims_.appended(answer.appended);
  watch_.appended(answer.last_event, finds_listeners_);
}

void Runtime::settle(Move& move, const WriteResult& result) {
  std::visit(overloaded{[&](const Committed&) { committed(move); },
                        [&](const Stale&) {
                          if (move.items.front().started) move.items.front().started->looks_first = true;
                          put_back(move, forget(move));
                        },
                        [&](const Duplicate&) {
                          std::vector<Item> waiting = forget(move);
                          for (std::size_t i = 0; i < move.items.size(); ++i) {
                            Item& item = move.items[i];
                            const bool is_named = message_of(move.decisions[i].record.event.body).has_value();
                            item.is_duplicate = is_named || item.started;  // a start: it was cancelled before
                            if (item.started) item.started->looks_first = true;
                          }
                          put_back(move, std::move(waiting));
                        },
                        [&](const Refused& refused) {
                          std::vector<Item> waiting = forget(move);
                          put_first(waiting);
                          finish(move, std::unexpected(quarantine(move.id(), refused.reason)));
                        },
                        [&](const Fenced& fenced) { lose_shard(fenced.reason); }},
             result);
}

void Runtime::committed(Move& move) {
  CachedInstance& cached = *move.cached;
  const core::Instance& next = move.next();
  for (const core::Decision& decision : move.decisions) {
    settled(next.id, decision.record.event.body);
    if (has_lost_events(decision)) metrics_.events_lost.add();
    metrics_.transitions[decision.record.event.body.index()].add();
  }
  execute_decided(move);
  const bool is_new = std::holds_alternative<core::Start>(move.decisions.front().record.event.body);
  if (continues(cached, next.id) && !is_new) issue_pending(next, cached.program);  // it was interrupted
  for (const core::Decision& decision : move.decisions) {
    ports_.bus.transitioned(*cached.program, next, decision.record);
  }
  const auto has_sender = [](const Item& item) { return item.asked || item.sender; };
  if (std::ranges::any_of(move.items, has_sender)) finish(move);

  put_first(cached.waiting);
  cached.waiting.clear();
  if (std::exchange(cached.issue_again, false)) recovery_.continue_one(next.id);
  if (has_ended(next.status)) {
    recovery_.ended(next.id);
    clear_quarantine(next.id);
    cache_.erase(next.id);
  } else {
    if (std::exchange(cached.is_moving, false)) cached.loaded.instance = std::move(move.decisions.back().next);
    listen(cached);
  }
}

// What the cache holds has moved ahead of what is stored, or perhaps not.
void Runtime::not_committed(std::span<Move> moves, const StoreError& error) {
  metrics_.failed_commits.add();
  if (error.kind == StoreError::Kind::UnknownOutcome) {
    for (Move& move : moves) {
      std::vector<Item> items = forget(move);
      Loads::Waiting& waiting = loads_.want(move.id());  // what is stored shows it
      waiting.items = std::move(items);
      waiting.in_doubt.emplace(std::move(move), error.message);
    }
    return;
  }
  for (Move& move : moves | std::views::reverse) put_back(move, forget(move));
  health_.failed(error, now_);
}

// Drops what the cache holds of a move that failed. What had been waiting for it is the caller's now.
std::vector<Item> Runtime::forget(const Move& move) {
  // An event of the log may have been for it meanwhile, or for what is there under the id of a start: it is looked for again.
  const bool is_start = std::holds_alternative<core::Start>(move.decisions.front().record.event.body);
  const bool may_listen = (is_start || core::has_listened(move.next())) && recovery_.moves(move.id());
  if (move.cached->issue_again || may_listen) recovery_.continue_one(move.id());
  std::vector<Item> waiting = std::move(move.cached->waiting);
  cache_.erase(move.id());
  return waiting;
}

// Events of the log are not: who listens looks for them again, as forget() says; and who is too late for them is asked again.
void Runtime::put_back(Move& move, std::vector<Item> waiting) {
  put_first(waiting);
  std::vector<Item> items;
  for (std::size_t i = 0; i < move.items.size(); ++i) {
    move.items[i].event = std::move(move.decisions[i].record.event.body);
    if (std::holds_alternative<core::Arrival>(move.items[i].event)) {
      arrivals_.settled(move.id());
    } else {
      items.push_back(std::move(move.items[i]));
    }
  }
  put_first(items);
}

void Runtime::finish(Move& move) {
  const InstanceRow row = row_of(move.next());
  for (std::size_t i = 0; i < move.items.size(); ++i) {
    const Problem* why_not = core::refused(move.decisions[i]);
    finish(move.items[i], why_not == nullptr
                              ? CommandResult(row)
                              : std::unexpected(refusal_of(row.id, move.decisions[i].record.event.body, *why_not)));
  }
}

void Runtime::finish(Move& move, const CommandResult& result) {
  for (Item& item : move.items) finish(item, result);
}

// What is stored is right, and the shard's owner continues from there. Here nothing of it is true any more.
void Runtime::lose_shard(const std::string& reason) {
  is_fenced_ = true;
  inbox_.clear();
  health_.failed({.kind = StoreError::Kind::Corrupt, .message = reason}, now_);
}

}  // namespace baton::runtime
