// Intents: what goes out after the commit, and what goes out again after a restart.
#include "base/overloaded.hpp"
#include "runtime/limits.hpp"
#include "runtime/runtime.hpp"

#include <algorithm>
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
  quarantined_.clear();
  recovery_.continue_all();
  timers_.read_all();
}

void Runtime::recover(InstanceId id) {
  quarantined_.erase(id.value);
  recovery_.continue_one(std::move(id));
}

// While very many calls wait for the gateway, no more instances are looked for.
bool Runtime::may_look_for_more() const {
  const auto has_room = [](const auto& queue) { return queue.size() < kMaxWaitingCalls; };
  return recovery_.wants_page() && loads_.empty() && std::ranges::all_of(waiting_calls_, has_room);
}

bool Runtime::continue_instances() {
  bool any = false;
  while (std::optional<InstanceId> id = recovery_.take()) {
    any = true;
    if (quarantined_.contains(id->value)) continue;
    if (CachedInstance* cached = cache_.find(*id)) {
      issue(*cached);
    } else {
      loads_.want(*id).issue = true;
    }
  }
  if (!may_look_for_more()) return any;
  if (auto request = recovery_.begin(shard_)) {
    begin(*std::move(request));
    any = true;
  }
  return any;
}

// However often it is called, nothing goes out twice: see RequestsInFlight.
void Runtime::issue(CachedInstance& cached) {
  if (cached.is_moving) {
    cached.issue_again = true;
    return;
  }
  const core::Instance instance = cached.loaded.instance;  // what is executed may come back to the cache
  const ProgramPtr program = cached.program;
  recovery_.adopt(instance.id);
  issue_pending(instance, program);
}

// What the instance waits for: its requests and its timers. A suspended instance issues nothing; its resume does.
void Runtime::issue_pending(const core::Instance& instance, const ProgramPtr& program) {
  for (const core::SetTimer& timer : core::timers_of(instance)) {
    if (!core::holds_timer(instance, timer.timer)) timers_.note(timer.due);
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
                            [&](const core::SetTimer& timer) { timers_.note(timer.due); },
                            [](const core::ClearTimer&) {}, [&](const core::Withdraw& call) { withdraw(call); }},
                 intent);
    }
  }
}

// Nothing is issued again before its answer is settled; but a further attempt is another request.
void Runtime::execute(const core::Instance& instance, const ProgramPtr& program, const core::Pending& pending,
                      Age age) {
  const bool is_call = std::holds_alternative<core::Call>(pending.request);
  if (!is_call && !requests_.begin(pending)) return;
  std::visit(
      overloaded{
          [&](const core::Call& call) {
            execute(call, {.instance = instance.id, .program = program, .pending = pending, .age = age});
          },
          [&](const core::StartChild& child) {
            send(instance.id, core::child_id(pending.key, child.id), pending.key,
                 StartMessage{.workflow = *child.workflow,
                              .input = child.input,
                              .parent = core::parent_of_child(instance, pending.key, child.await)});
          },
          [&](const core::CancelChild& child) {
            send(instance.id, core::child_id(child.start, child.id), pending.key, CancelMessage{.start = child.start});
          },
          [&](const core::Notify& news) {
            send(instance.id, news.parent, pending.key,
                 AnswerMessage{core::Answer{.key = news.start, .outcome = news.outcome}});
          },
          [&](const core::Yield&) { put(Item{.instance = instance.id, .event = core::Continue{.key = pending.key}}); },
      },
      pending.request);
}

// Calls are made in the order in which they were decided, at most as many at a time as the gateway takes.
void Runtime::execute(const core::Call& call, WaitingCall wanted) {
  const core::Pending& pending = wanted.pending;
  if (wanted.age == Age::Old && !call.idempotent) {
    if (!requests_.begin(pending)) return;
    Problem problem = make_problem(ProblemKind::Runtime, "the process ended while the call was in flight");
    return put(
        Item{.instance = wanted.instance,
             .event = core::Answer{
                 .key = pending.key, .outcome = core::OutcomeUnknown{std::move(problem)}, .attempt = pending.attempt}});
  }
  auto& queue = waiting_calls_[std::to_underlying(call.kind)];
  if (queue.empty() && requests_.calls_in_flight(call.kind) < ports_.gateway.capacity(call.kind)) {
    if (requests_.begin_call(pending, call.kind, wanted.age == Age::Old)) make(std::move(wanted));
  } else if (requests_.begin(pending)) {
    requests_.waits(pending.key);
    queue.push_back(std::move(wanted));
  }
}

void Runtime::make(WaitingCall call) {
  core::Pending& pending = call.pending;
  ports_.gateway.begin(CallRequest{.instance = std::move(call.instance),
                                   .key = std::move(pending.key),
                                   .attempt = pending.attempt,
                                   .process = process_,
                                   .program = std::move(call.program),
                                   .call = std::get<core::Call>(std::move(pending.request))});
}

// One that waits for its turn is not made. Of what this process has not made, or what has been answered, there is nothing
// to withdraw.
void Runtime::withdraw(const core::Withdraw& call) {
  if (requests_.stops_waiting(call.key, call.attempt)) return requests_.withdraw(call.key);
  if (!requests_.is_out(call.key, call.attempt)) return;
  requests_.call_withdrawn(call.key, call.attempt);
  ports_.gateway.withdraw(call);
}

bool Runtime::make_waiting_calls() {
  bool any = false;
  for (std::size_t i = 0; i < waiting_calls_.size(); ++i) {
    auto& queue = waiting_calls_[i];
    if (queue.empty()) continue;
    const auto kind = static_cast<core::CallKind>(i);
    const std::size_t capacity = ports_.gateway.capacity(kind);
    while (!queue.empty() && requests_.calls_in_flight(kind) < capacity) {
      any = true;
      WaitingCall call = std::move(queue.front());
      queue.pop_front();
      if (!requests_.stops_waiting(call.pending.key, call.pending.attempt)) continue;
      requests_.call(call.pending, kind, call.age == Age::Old);
      make(std::move(call));
    }
  }
  return any;
}

}  // namespace baton::runtime
