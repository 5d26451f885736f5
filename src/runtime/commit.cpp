// What happens to a batch: its commit, and what is done once that has succeeded or failed.
#include "base/overloaded.hpp"
#include "runtime/runtime.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace baton::runtime {
namespace {

// Only this loop writes the instance, so the revision decides; but a start may have found an instance that was there.
bool is_stored_in(const core::Instance& stored, const core::Instance& decided) {
  return stored.run_id == decided.run_id && stored.revision >= decided.revision;
}

}  // namespace

// Takes what the committer has finished and gives it what has been prepared, before anything else is done: it works while
// the loop settles.
bool Runtime::advance_commit() {
  bool any = false;
  while (true) {
    std::optional<CommitResult> result = committing_.empty() ? std::nullopt : ports_.committer.finished();
    std::vector<Move> finished;
    if (result) finished = std::exchange(committing_, {});
    const bool begins = committing_.empty() && !next_.moves.empty() && !store_retry_at_ && (!result || *result);
    if (begins) {
      committing_ = std::exchange(next_.moves, {});
      ports_.committer.begin(shard_, std::exchange(next_.writes, {}));
      next_.writes.reserve(committing_.size());  // the next batch is often as large
    }
    if (result) {
      settle(finished, *result);
      finished.clear();
      if (next_.moves.empty()) next_.moves = std::move(finished);  // its memory: a move is large
    }
    if (!begins && !result) return any;
    any = true;
  }
}

void Runtime::settle(std::span<Move> moves, const CommitResult& result) {
  if (!result) return not_committed(moves, result.error());
  store_works();
  for (std::size_t i = 0; i < moves.size(); ++i) settle(moves[i], (*result)[i]);
  ports_.gateway.flush();
}

void Runtime::settle(Move& move, const WriteResult& result) {
  std::visit(overloaded{[&](const Committed&) { committed(move); },
                        [&](const Stale&) {
                          if (move.items.front().started) move.items.front().started->exists = true;
                          put_back(move, forget(move));
                        },
                        [&](const Refused& refused) {
                          std::vector<Item> waiting = forget(move);
                          put_first(waiting);
                          arrived(move, std::unexpected(quarantine(move.id(), refused.reason)));
                        }},
             result);
}

void Runtime::committed(Move& move) {
  Cached& cached = *move.cached;
  const core::Instance& next = move.next();
  for (const core::Decision& decision : move.decisions) settled(next.id, decision.record.event.body);
  execute_decided(move);
  if (!cached.driven && !everything_moves_) {  // this process did not know it before
    cached.driven = true;
    issue_pending(next, cached.program);
  }
  for (const core::Decision& decision : move.decisions) {
    ports_.bus.transitioned(*cached.program, next, decision.record);
  }
  const auto tells = [](const Item& item) {
    return item.reply || item.acknowledge || (item.started && item.started->parent);
  };
  if (std::ranges::any_of(move.items, tells)) {
    arrived(move, row_of(next));
  }

  put_first(cached.waiting);
  cached.waiting.clear();
  if (std::exchange(cached.drive_again, false)) to_drive_.push_back(next.id);
  if (has_ended(next.status)) {
    cache_.erase(next.id.value);
  } else if (std::exchange(cached.is_moving, false)) {
    cached.loaded.instance = std::move(move.decisions.back().next);
  }
}

// What the cache holds has moved ahead of what is stored, or perhaps not.
void Runtime::not_committed(std::span<Move> moves, const StoreError& error) {
  if (error.kind == StoreError::Kind::UnknownOutcome) {
    std::vector<Unsettled> unsettled;
    for (Move& move : moves) {
      auto waiting = forget(move);
      unsettled.push_back(Unsettled{.move = std::move(move), .why = error.message, .waiting = std::move(waiting)});
    }
    return reconcile(std::move(unsettled));
  }
  for (Move& move : moves | std::views::reverse) put_back(move, forget(move));
  store_failed(error);
}

// The commit may have happened: what is stored now shows it.
void Runtime::reconcile(std::vector<Unsettled> moves) {
  for (Unsettled& each : moves | std::views::reverse) {
    if (!reconcile(each)) unsettled_.insert(unsettled_.begin(), std::move(each));
  }
}

// False: the store cannot tell now.
bool Runtime::reconcile(Unsettled& unsettled) {
  Move& move = unsettled.move;
  auto cached = load(move.id());
  if (!cached && cached.error().is_transient()) {
    store_failed(cached.error());
    return false;
  }
  if (!cached) {
    put_first(unsettled.waiting);
    arrived(move, std::unexpected(quarantine(move.id(), cached.error().message)));
    return true;
  }
  if (auto& started = move.items.front().started) started->exists = *cached != nullptr;
  if (*cached == nullptr || !is_stored_in((*cached)->loaded.instance, move.next())) {
    put_back(move, std::move(unsettled.waiting));
    store_failed({.kind = StoreError::Kind::Unavailable, .message = unsettled.why});
    return true;
  }
  move.cached = *cached;
  move.cached->waiting = std::move(unsettled.waiting);
  committed(move);
  return true;
}

// Drops what the cache holds of a move that failed. What had been waiting for it is the caller's now.
std::vector<Runtime::Item> Runtime::forget(const Move& move) {
  if (move.cached->drive_again) to_drive_.push_back(move.id());
  std::vector<Item> waiting = std::move(move.cached->waiting);
  cache_.erase(move.id().value);
  return waiting;
}

void Runtime::put_back(Move& move, std::vector<Item> waiting) {
  put_first(waiting);
  for (std::size_t i = 0; i < move.items.size(); ++i) {
    move.items[i].event = std::move(move.decisions[i].record.event.body);
  }
  put_first(move.items);
}

void Runtime::put_first(std::span<Item> items) {
  queue_.insert(queue_.begin(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
}

Rejection Runtime::quarantine(const InstanceId& id, std::string reason) {
  std::erase_if(fired_, [&](const auto& fired) { return fired.first == id.value; });
  std::string why = "the instance '" + id.value + "' is quarantined: " + std::move(reason);
  quarantined_.insert_or_assign(id.value, why);
  return Rejection{Rejection::Kind::Quarantined, std::move(why)};
}

void Runtime::arrived(Move& move, const CommandResult& result) {
  for (Item& item : move.items) arrived(item, result);
}

// Whoever sent the item gets its result.
void Runtime::arrived(Item& item, CommandResult result) {
  if (item.acknowledge) {
    put(Item{.instance = item.acknowledge->first, .event = core::Acknowledged{.key = item.acknowledge->second}});
  }
  if (item.started && item.started->parent) tell_parent(*item.started->parent, result);
  if (item.reply) item.reply(std::move(result));
}

// How an awaited child ends it says itself. Of one that is quarantined, a restart may tell.
void Runtime::tell_parent(const core::Parent& parent, const CommandResult& started) {
  const bool is_refused = !started && started.error().kind == Rejection::Kind::Conflict;
  if (is_refused) {
    put(Item{.instance = parent.instance,
             .event = core::Answer{
                 .key = parent.start,
                 .outcome = core::Failed{make_problem(ProblemKind::Configuration, started.error().reason)}}});
  } else if (started && !parent.awaits) {
    put(Item{.instance = parent.instance, .event = core::Answer{.key = parent.start, .outcome = core::Succeeded{}}});
  }
}

}  // namespace baton::runtime
