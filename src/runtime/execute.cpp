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

// The requests of a write that one of its later decisions has withdrawn: they were never made. A decision itself asks for nothing
// that it withdraws. What is pending is looked at where there is a request to ask about: very much may be.
class Withdrawn {
 public:
  explicit Withdrawn(std::span<const core::Decision> decisions) : decisions_(decisions) {}

  [[nodiscard]] bool contains(const core::Pending& request) {
    if (decisions_.size() == 1) return false;
    const auto& pending = decisions_.back().next.pending;
    if (pending_.empty()) {
      for (const core::Pending& each : pending) pending_.emplace(each.key.value, each.attempt);
    }
    const auto last = pending_.find(request.key.value);
    return last == pending_.end() || last->second != request.attempt;
  }

 private:
  std::span<const core::Decision> decisions_;
  std::unordered_map<std::string_view, std::uint32_t> pending_;  // with the attempt
};

}  // namespace

void Runtime::recover() {
  quarantined_.clear();
  metrics_.quarantined.set(0);
  recovery_.continue_all();
  timers_.read_all();
  watch_.look_at_all();
}

void Runtime::recover(InstanceId id) {
  clear_quarantine(id);
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
  if (found_.erase(cached.loaded.instance.id.value) > 0 && !ports_.gateway.missing(*cached.program).empty()) return;
  const core::Instance instance = cached.loaded.instance;  // what is executed may come back to the cache
  const ProgramPtr program = cached.program;
  static_cast<void>(continues(cached, instance.id));
  listen(cached);
  issue_pending(instance, program);
}

// From now on this process moves the instance. False: it did already.
bool Runtime::continues(CachedInstance& cached, const InstanceId& id) {
  return !std::exchange(cached.is_continued, true) && recovery_.adopt(id);
}

// What the instance waits for: its requests and its timers. A suspended instance issues nothing; its resume does.
void Runtime::issue_pending(const core::Instance& instance, const ProgramPtr& program) {
  for (const core::SetTimer& timer : core::timers_of(instance)) {
    if (!core::holds_timer(instance, timer.timer)) timers_.note(timer.due);
  }
  if (instance.status == Status::Suspended) return;
  for (const core::Pending& pending : instance.pending) execute(instance, program, pending, Age::Old);
}

// What has been executed is gone from the move.
void Runtime::execute_decided(Move& move) {
  const core::Instance& next = move.next();
  Withdrawn withdrawn(move.decisions);
  for (core::Decision& decision : move.decisions) {
    for (core::Intent& intent : decision.intents) {
      std::visit(
          overloaded{[&](core::Pending& pending) {
                       if (withdrawn.contains(pending)) return;
                       const bool is_new = core::is_new_key(pending.key, next.run_id, decision.record.revision);
                       execute(next, move.cached->program, std::move(pending), is_new ? Age::Fresh : Age::Old);
                     },
                     [&](const core::SetTimer& timer) { timers_.note(timer.due); }, [](const core::ClearTimer&) {},
                     [&](const core::Withdraw& call) { withdraw(call); }, [](const core::SetListener&) {},
                     [](const core::ClearListener&) {}, [](const core::Emit&) {}},
          intent);
    }
  }
}

// Nothing is issued again before its answer is settled; but a further attempt is another request.
void Runtime::execute(const core::Instance& instance, const ProgramPtr& program, core::Pending pending, Age age) {
  const bool is_call = std::holds_alternative<core::Call>(pending.request);
  if (!is_call && !requests_.begin(pending.key, pending.attempt)) return;
  std::visit(
      overloaded{
          [&](core::Call& call) {
            execute(CallRequest{.instance = instance.id,
                                .key = std::move(pending.key),
                                .attempt = pending.attempt,
                                .process = process_,
                                .program = program,
                                .call = std::move(call)},
                    age);
          },
          [&](core::StartChild& child) {
            send(instance.id, core::child_id(pending.key, child.id), pending.key,
                 StartMessage{.workflow = *std::move(child.workflow),
                              .input = std::move(child.input),
                              .parent = core::parent_of_child(instance, pending.key, child.await),
                              .log = child.log});
          },
          [&](const core::CancelChild& child) {
            send(instance.id, core::child_id(child.start, child.id), pending.key, CancelMessage{.start = child.start});
          },
          [&](core::Notify& news) {
            send(instance.id, std::move(news.parent), pending.key,
                 AnswerMessage{core::Answer{.key = std::move(news.start), .outcome = std::move(news.outcome)}});
          },
          [&](const core::Yield&) { put(Item{.instance = instance.id, .event = core::Continue{.key = pending.key}}); },
      },
      pending.request);
}

// Calls are made in the order in which they were decided, at most as many at a time as the gateway takes.
void Runtime::execute(CallRequest request, Age age) {
  const core::Call& call = request.call;
  if (age == Age::Old && !call.idempotent) {
    if (!requests_.begin(request.key, request.attempt)) return;
    requests_.counters(call.kind).unknown.add();
    Problem problem = make_problem(ProblemKind::Runtime, "the process ended while the call was in flight");
    return put(
        Item{.instance = std::move(request.instance),
             .event = core::Answer{
                 .key = request.key, .outcome = core::OutcomeUnknown{std::move(problem)}, .attempt = request.attempt}});
  }
  auto& queue = waiting_calls_[std::to_underlying(call.kind)];
  if (queue.empty() && requests_.calls_in_flight(call.kind) < ports_.gateway.capacity(call.kind)) {
    const bool begins = requests_.begin_call(request.key, request.attempt, call.kind, age == Age::Old);
    if (begins) make(std::move(request));
  } else if (requests_.begin(request.key, request.attempt)) {
    const core::CallKind kind = call.kind;
    requests_.waits(request.key);
    queue.push_back({.request = std::move(request), .age = age});
    requests_.counters(kind).waiting.set(queue.size());
  }
}

void Runtime::make(CallRequest request) {
  requests_.counters(request.call.kind).begun.add();
  ports_.gateway.begin(std::move(request));
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
      auto [request, age] = std::move(queue.front());
      queue.pop_front();
      if (!requests_.stops_waiting(request.key, request.attempt)) continue;
      requests_.call(request.key, request.attempt, kind, age == Age::Old);
      make(std::move(request));
    }
    requests_.counters(kind).waiting.set(queue.size());
  }
  return any;
}

}  // namespace baton::runtime
