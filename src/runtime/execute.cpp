// Intents: what goes out after the commit, and what goes out again after a restart.
#include "base/overloaded.hpp"
#include "runtime/limits.hpp"
#include "runtime/runtime.hpp"

#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace baton::runtime {
namespace {

// The requests of a write that one of its later decisions has withdrawn: they were never made.
class Withdrawn {
 public:
  explicit Withdrawn(std::span<const core::Decision> decisions) : can_be_(decisions.size() > 1) {
    if (!can_be_) return;
    for (const core::Pending& pending : decisions.back().next.pending) {
      pending_.emplace(pending.key.value, pending.attempt);
    }
  }
  [[nodiscard]] bool contains(const core::Pending& request) const {
    if (!can_be_) return false;
    const auto last = pending_.find(request.key.value);
    return last == pending_.end() || last->second != request.attempt;
  }

 private:
  bool can_be_;                                                  // a decision itself asks for nothing that it withdraws
  std::unordered_map<std::string_view, std::uint32_t> pending_;  // with the attempt
};

}  // namespace

void Runtime::recover() {
  everything_moves_ = true;
  recovered_up_to_ = InstanceId{};
  last_timer_ = before_timers_due_at(Timestamp::min());
  next_timer_ = Timestamp::min();
  own_timers_.clear();
  own_timers_by_due_.clear();
}

void Runtime::recover(InstanceId id) {
  to_drive_.push_back(std::move(id));
}

bool Runtime::drive_waiting() {
  const bool any = !to_drive_.empty();
  while (!to_drive_.empty()) {
    auto cached = load(to_drive_.front());
    if (!cached && cached.error().is_transient()) {
      store_failed(cached.error());
      return false;
    }
    if (!cached) quarantine(to_drive_.front(), cached.error().message);
    if (cached && *cached != nullptr) drive(**cached);
    to_drive_.pop_front();
  }
  return any;
}

bool Runtime::recover_page() {
  if (!recovered_up_to_) return false;
  auto page = ports_.store.with_pending(shard_, *recovered_up_to_, kRecoveryPage);
  if (!page) {
    store_failed(page.error());
    return false;
  }
  for (const InstanceId& id : *page) {
    auto cached = load(id);
    if (cached && *cached != nullptr) {
      drive(**cached);
    } else if (!cached) {
      if (cached.error().is_transient()) {
        store_failed(cached.error());
        return true;
      }
      quarantine(id, cached.error().message);
    }
    recovered_up_to_ = id;
  }
  if (page->size() < kRecoveryPage) recovered_up_to_.reset();
  return true;
}

// However often it is called, nothing goes out twice: see execute().
void Runtime::drive(Cached& cached) {
  if (cached.is_moving) {
    cached.drive_again = true;
    return;
  }
  const core::Instance instance = cached.loaded.instance;  // what is executed may come back to the cache
  const ProgramPtr program = cached.program;
  cached.driven = true;
  issue_pending(instance, program);
}

// What the instance waits for: its requests and its timers. A suspended instance issues nothing; its resume does.
void Runtime::issue_pending(const core::Instance& instance, const ProgramPtr& program) {
  for (const core::SetTimer& timer : core::timers_of(instance)) {
    if (!core::holds_timer(instance, timer.timer)) note_timer(instance.id, timer.timer, timer.due);
  }
  if (instance.status == Status::Suspended) return;
  for (const core::Pending& pending : instance.pending) execute(instance, program, pending, Age::Old);
}

void Runtime::execute_decided(const Move& move) {
  const core::Instance& next = move.next();
  const Withdrawn withdrawn(move.decisions);
  for (const core::Decision& decision : move.decisions) {
    for (const core::Intent& intent : decision.intents) {
      std::visit(overloaded{[&](const core::Pending& pending) {
                              if (withdrawn.contains(pending)) return;
                              const bool is_new = core::is_new_key(pending.key, next.run_id, decision.record.revision);
                              execute(next, move.cached->program, pending, is_new ? Age::Fresh : Age::Old);
                            },
                            [&](const core::SetTimer& timer) { note_timer(next.id, timer.timer, timer.due); },
                            [&](const core::ClearTimer& timer) { forget_timer(next.id, timer.timer); },
                            [&](const core::Withdraw& call) { withdraw(call); }},
                 intent);
    }
  }
}

// Of what this process has not made, or what has been answered, there is nothing to withdraw.
void Runtime::withdraw(const core::Withdraw& call) {
  const auto request = requests_.find(call.key.value);
  if (request == requests_.end() || (request->second.unanswered & bit_of(call.attempt)) == 0) return;
  ports_.gateway.withdraw(call);
}

// Nothing is issued again before its answer is settled; but a further attempt is another request.
void Runtime::execute(const core::Instance& instance, const ProgramPtr& program, const core::Pending& pending,
                      Age age) {
  Request& request = requests_[pending.key.value];
  if (request.attempt >= pending.attempt) return;
  request.attempt = pending.attempt;
  request.is_awaited = true;
  std::visit(
      overloaded{
          [&](const core::Call& call) {
            if (age == Age::Old && !call.idempotent) {
              Problem problem = make_problem(ProblemKind::Runtime, "the process ended while the call was in flight");
              put(Item{.instance = instance.id,
                       .event = core::Answer{.key = pending.key,
                                             .outcome = core::OutcomeUnknown{std::move(problem)},
                                             .attempt = pending.attempt}});
              return;
            }
            request.unanswered |= bit_of(pending.attempt);
            if (age == Age::Old) request.is_repeated = true;
            ports_.gateway.begin(CallRequest{.instance = instance.id,
                                             .key = pending.key,
                                             .attempt = pending.attempt,
                                             .process = process_,
                                             .program = program,
                                             .call = call});
          },
          [&](const core::StartChild& child) { start_child(instance, pending.key, child); },
          [&](const core::CancelChild& child) {
            put(Item{.instance = core::child_id(child.start),
                     .event = core::Cancel{.compensate = true},
                     .acknowledge = std::pair(instance.id, pending.key)});
          },
          [&](const core::Notify& news) {
            put(Item{.instance = news.parent,
                     .event = core::Answer{.key = news.start, .outcome = news.outcome},
                     .acknowledge = std::pair(instance.id, pending.key)});
          },
          [&](const core::Yield&) { put(Item{.instance = instance.id, .event = core::Continue{.key = pending.key}}); },
      },
      pending.request);
}

void Runtime::start_child(const core::Instance& parent, const IntentKey& key, const core::StartChild& child) {
  const auto fail = [&](ProblemKind kind, std::string why) {
    put(Item{.instance = parent.id,
             .event = core::Answer{.key = key, .outcome = core::Failed{make_problem(kind, std::move(why))}}});
  };
  auto program = programs_.find_deployed(*child.workflow);
  if (!program) {
    if (program.error().is_transient()) {
      // The request stays pending; look for it again once the store is back.
      requests_.erase(key.value);
      store_failed(program.error());
      to_drive_.push_back(parent.id);
      return;
    }
    return fail(ProblemKind::Configuration, program.error().message);
  }
  if (*program == nullptr) {
    return fail(ProblemKind::Configuration, "the workflow '" + child.workflow->space + "/" + child.workflow->name +
                                                "' version '" + child.workflow->version + "' is not deployed");
  }
  core::Parent known = core::parent_of_child(parent, key, child.await);
  put(Item{.instance = core::child_id(key),
           .event = core::Start{.run_id = ports_.ids.next_id(), .input = child.input, .parent = known},
           .started = Started{.program = *std::move(program), .parent = std::move(known)}});
}

}  // namespace baton::runtime
