// call of whatever kind (DSL reference: "Call").
//
//   answer             what happens to the task
//   succeeded          completes with the output
//   failed             document.metadata.retry: the next attempt, under a new key; otherwise faults
//   unknown            document.metadata.retry: the next attempt, under the same key; otherwise faults, and if the same
//                      block is repeated, the call there uses the same key
//   of an attempt before the last one under the same key: a success is the success of the call; anything else says nothing
//   failed, but an earlier attempt under the same key has not been answered: unknown, because that one may have an effect
//   unknown, metadata.idempotent: false      faults; it is never called a second time
//
// Its time is up, or it is cancelled and nothing depends on how it ends: it is withdrawn, and its outcome is unknown.
// Otherwise, cancelled while in flight: it is awaited (Draining) if something depends on how it ends. A late success and an outcome that
// stays unknown are undone like a completed call.
#include "core/call_arguments.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/unwinding.hpp"
#include "core/limits.hpp"
#include "core/policy.hpp"

#include "base/overloaded.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

namespace baton::core {
namespace {

CallState& state_of(WorkflowTransition& transition, FrameId frame) {
  return std::get<CallState>(transition.edit(frame).state);
}

// The same for the same call of the same round: the task and the rounds of the loops around it. The tasks of an extension are called
// for each task that it extends, which the implicit loop around that one names.
std::string place_of(const WorkflowTransition& transition, FrameId frame) {
  std::string place = transition.task_of(frame).reference;
  for (const FrameId id : transition.path_to(frame)) {
    const auto* loop = std::get_if<ForState>(&transition.at(id).state);
    if (loop == nullptr) continue;
    if (transition.task_of(id).implicit) place += '@' + transition.task_of(id).reference;
    place += '@' + std::to_string(loop->index);
  }
  return place;
}

// The blocks whose next attempt would make this very call again, innermost first. What undoes a completed task is run
// once for each completion, so of a call in it only the blocks inside the compensation are meant: the undo of a later
// completion is another call, however much it looks like this one.
std::vector<FrameId> repeating_blocks(const WorkflowTransition& transition, FrameId frame) {
  std::vector<FrameId> blocks;
  for (FrameId id = frame; id != kNoFrame; id = transition.at(id).parent) {
    const Frame& around = transition.at(id);
    if (std::holds_alternative<TryState>(around.state)) blocks.push_back(id);
    if (around.compensation) break;
  }
  return blocks;
}

const TryState& block_at(const WorkflowTransition& transition, FrameId id) {
  return std::get<TryState>(transition.at(id).state);
}

// Drops the key from what the blocks around remember: it is used again, or its outcome is known.
void forget_key(WorkflowTransition& transition, FrameId frame, const IntentKey& key) {
  const auto has_key = [&](const UnknownCall& call) { return call.key == key; };
  for (const FrameId id : repeating_blocks(transition, frame)) {
    if (block_at(transition, id).unknown.empty() && block_at(transition, id).reusable.empty()) continue;
    auto& changed = std::get<TryState>(transition.edit(id).state);
    std::erase_if(changed.unknown, has_key);
    std::erase_if(changed.reusable, has_key);
  }
}

void remember_key(WorkflowTransition& transition, FrameId frame, const UnknownCall& call) {
  forget_key(transition, frame, call.key);
  for (const FrameId id : repeating_blocks(transition, frame)) {
    std::get<TryState>(transition.edit(id).state).unknown.push_back(call);
  }
}

// The earlier attempt of a block around that made this very call without learning its outcome: of several blocks, the
// outermost.
std::optional<UnknownCall> earlier_attempt(const WorkflowTransition& transition, FrameId frame, const CallTask& task,
                                           const Value& arguments) {
  std::optional<UnknownCall> earlier;
  for (const FrameId id : repeating_blocks(transition, frame)) {
    const TryState& block = block_at(transition, id);
    if (block.reusable.empty()) continue;
    const std::string place = place_of(transition, frame);
    const auto call = std::ranges::find_if(block.reusable, [&](const UnknownCall& made) {
      return made.place == place && same_arguments(task, made.arguments, arguments);
    });
    if (call != block.reusable.end()) earlier = *call;
  }
  return earlier;
}

// The error keeps its type and status, because documents catch it by these.
Problem called_already(Problem why) {
  why.detail = "the outcome of a call that must not be made twice is unknown (" + why.detail + ")";
  return why;
}

// The moment at which the nearest timeout around would end the call.
std::optional<Timestamp> deadline_of(const WorkflowTransition& transition, FrameId frame) {
  std::optional<Timestamp> deadline;
  for (const Timer& timer : transition.state().timers) {
    if (timer.frame == frame && timer.purpose == TimerPurpose::TaskTimeout) deadline = timer.due;
  }
  return deadline;
}

std::expected<Value, Problem> arguments_of(const WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  if (task.secret) return capture_arguments(transition, frame, task);
  if (!task.arguments) return transition.at(frame).input;
  return evaluate(*task.arguments, transition.at(frame).input, FrameBindings(transition, frame));
}

struct Attempt {
  Value arguments;
  std::optional<UnknownCall> earlier;  // made this call, and its outcome is not known
};

std::expected<Attempt, Problem> next_attempt(WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  // The same key must mean the same call, whatever its expressions would give by now.
  if (const auto& unknown = state_of(transition, frame).unknown) {
    return Attempt{.arguments = unknown->arguments, .earlier = unknown};
  }
  auto arguments = arguments_of(transition, frame, task);
  if (!arguments) return std::unexpected(std::move(arguments).error());
  if (auto earlier = earlier_attempt(transition, frame, task, *arguments)) {
    return Attempt{.arguments = earlier->arguments, .earlier = std::move(earlier)};
  }
  return Attempt{.arguments = *std::move(arguments), .earlier = std::nullopt};
}

// Without the numbers, which are others in another version of the document.
std::string names_of(std::string_view place) {
  std::string names;
  for (const auto step : std::views::split(place, '/')) {
    const bool is_number = std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) names.append(1, '/').append(step.begin(), step.end());
  }
  return names;
}

// Of a call that undoes what was inherited: for the operator. It does not depend on the instance that undoes it, nor on when, but on which
// call of the compensation it is; the place keeps branches apart that run in another order there.
std::string key_of_undo(WorkflowTransition& transition, FrameId frame) {
  FrameId id = frame;
  while (id != kNoFrame && !transition.at(id).compensation) id = transition.at(id).parent;
  if (id == kNoFrame || transition.at(transition.at(id).parent).unwinding->undo_key.empty()) return {};
  Unwinding& undo = *transition.edit(transition.at(id).parent).unwinding;
  constexpr std::size_t enough = 16;
  return undo.undo_key + '/' + std::to_string(undo.undo_calls++) + '/' +
         sha256_hex(names_of(place_of(transition, frame))).substr(0, enough);
}

void make_call(WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  auto attempt = next_attempt(transition, frame, task);
  if (!attempt) return fault(transition, frame, std::move(attempt).error());
  if (attempt->earlier && !task.idempotent) {
    return fault(transition, frame, called_already(make_problem(ProblemKind::Runtime, "an earlier attempt made it")));
  }
  CallState& state = state_of(transition, frame);
  state.unknown.reset();
  Call call{.task = transition.at(frame).task,
            .kind = task.kind,
            .function = task.function,
            .arguments = std::move(attempt->arguments),
            .deferred = task.secret,
            .idempotent = task.idempotent,
            .attempt = state.attempt,
            .deadline = deadline_of(transition, frame),
            .as = attempt->earlier ? attempt->earlier->as : key_of_undo(transition, frame)};
  if (attempt->earlier) {
    const IntentKey& key = attempt->earlier->key;
    forget_key(transition, frame, key);
    state_of(transition, frame).key = key;
    transition.reissue(Pending{.key = key, .request = std::move(call), .attempt = attempt->earlier->attempts + 1});
  } else {
    state.key = transition.issue(std::move(call));
  }
}

void begin_next_attempt(WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  transition.record_task(ChangeKind::TaskStarted, frame, state_of(transition, frame).attempt);
  make_call(transition, frame, task);
}

// The attempt has failed: another one by the document's default policy, or the fault.
void attempt_failed(WorkflowTransition& transition, FrameId frame, const CallTask& task, Problem problem) {
  CallState& state = state_of(transition, frame);
  problem.instance = transition.task_of(frame).reference;  // this task is what failed
  if (task.retry && !(state.unknown && !task.idempotent)) {
    const Value error = to_value(problem);
    transition.edit(frame).variables = {Variable{.name = "error", .value = error}};
    const auto due = next_attempt_at(*task.retry,
                                     RetryProgress{.attempt = state.attempt,
                                                   .first_attempt_at = state.first_attempt_at,
                                                   .now = transition.now(),
                                                   .random = transition.random(),
                                                   .error = error},
                                     transition.at(frame).input, FrameBindings(transition, frame));
    transition.edit(frame).variables.clear();
    if (!due) return fault(transition, frame, due.error());
    if (*due) {
      ++state.attempt;
      transition.record(Change{.kind = ChangeKind::TaskRetried,
                               .task = transition.at(frame).task,
                               .attempt = state.attempt,
                               .problem = std::move(problem)});
      if (**due <= transition.now()) return begin_next_attempt(transition, frame, task);
      transition.set_timer(frame, TimerPurpose::RetryDelay, **due);
      return;
    }
  }
  fault(transition, frame, std::move(problem));
}

// Nobody knows whether the call has happened.
void note_unknown(WorkflowTransition& transition, FrameId frame, const Pending& asked) {
  remember_late(transition, frame, asked.key);
  note_unknown_undo(transition, frame);
  UnknownCall call{.place = place_of(transition, frame),
                   .arguments = std::get<Call>(asked.request).arguments,
                   .key = asked.key,
                   .attempts = asked.attempt,
                   .as = std::get<Call>(asked.request).as};
  remember_key(transition, frame, call);
  state_of(transition, frame).unknown = std::move(call);
}

// Can the fault that passes through the frame end anywhere but in the fault of the instance?
bool may_be_caught(const WorkflowTransition& transition, FrameId fault) {
  for (FrameId id = fault; id != kNoFrame; id = transition.at(id).parent) {
    const Frame& frame = transition.at(id);
    const auto* block = std::get_if<TryState>(&frame.state);
    if (!transition.task_of(id).required || frame.compensation) return true;
    if (block != nullptr && id != fault && !block->handling) return true;
  }
  return false;
}

// Would anything be done in another way if it was known how the call in flight ended? An effect may have to be undone; a retry
// of the instance takes what had been its outcome; and what must not be called twice can be asked for again only if it is known that
// it has not happened.
bool depends_on_outcome(const WorkflowTransition& transition, FrameId call, const CallTask& task) {
  for (FrameId id = call; id != kNoFrame; id = transition.at(id).parent) {
    const Task& around = transition.task_of(id);
    if (around.compensate) return true;
    const Boxed<Unwinding>& unwinding = transition.at(id).unwinding;
    if (unwinding && unwinding->retry_point && !may_be_caught(transition, id)) return true;
    const auto* block = std::get_if<TryTask>(&around.kind);
    if (!task.idempotent && block != nullptr && block->retry) return true;
  }
  return false;
}

// When to stop waiting for the call; nullopt: when its own time is up.
std::optional<Timestamp> end_of_drain(const WorkflowTransition& transition, FrameId call) {
  for (FrameId id = call; id != kNoFrame; id = transition.at(id).parent) {
    if (const auto& limit = transition.task_of(id).drain) return transition.now() + *limit;
  }
  if (transition.has_timer(call, TimerPurpose::TaskTimeout)) return std::nullopt;
  return transition.now() + kDrainLimit;
}

void answered_late(WorkflowTransition& transition, FrameId frame, const IntentKey& key, const Outcome& outcome) {
  std::visit(overloaded{[&](const Succeeded&) { remember_late(transition, frame, std::nullopt); }, [](const Failed&) {},
                        [&](const OutcomeUnknown&) { remember_late(transition, frame, key); }},
             outcome);
  drained(transition, frame, outcome);
}

}  // namespace

void Behaviour<CallTask>::start(WorkflowTransition& transition, FrameId id, const CallTask& task) {
  Frame& frame = transition.edit(id);
  const auto* earlier = std::get_if<CallState>(&frame.state);  // put back by a retry of the instance
  frame.state = CallState{.key = {},
                          .unknown = earlier == nullptr ? std::nullopt : earlier->unknown,
                          .attempt = 1,
                          .first_attempt_at = transition.now()};
  make_call(transition, id, task);
}

void Behaviour<CallTask>::answered(WorkflowTransition& transition, FrameId frame, const CallTask& task,
                                   const Pending& asked, Outcome outcome) {
  const IntentKey& key = asked.key;
  state_of(transition, frame).key.reset();
  if (!std::holds_alternative<OutcomeUnknown>(outcome)) {
    forget_unknown(transition, key);
    forget_key(transition, frame, key);
  }
  if (transition.at(frame).phase == Phase::Draining) return answered_late(transition, frame, key, outcome);
  std::visit(overloaded{[&](Succeeded& success) { complete(transition, frame, std::move(success.output)); },
                        [&](Failed& failure) { attempt_failed(transition, frame, task, *std::move(failure.problem)); },
                        [&](OutcomeUnknown& unknown) {
                          note_unknown(transition, frame, asked);
                          if (!task.idempotent) *unknown.problem = called_already(*std::move(unknown.problem));
                          attempt_failed(transition, frame, task, *std::move(unknown.problem));
                        }},
             outcome);
}

void Behaviour<CallTask>::timer_fired(WorkflowTransition& transition, FrameId frame, const CallTask& task,
                                      const Timer&) {
  begin_next_attempt(transition, frame, task);
}

bool Behaviour<CallTask>::give_up(WorkflowTransition& transition, FrameId frame, const CallTask&) {
  const std::optional<IntentKey> key = std::exchange(state_of(transition, frame).key, std::nullopt);
  if (!key) return false;
  const std::optional<Pending> asked = transition.withdraw(*key);
  if (asked) note_unknown(transition, frame, *asked);  // else a retry has put it back, and its answer had come before
  return false;
}

bool Behaviour<CallTask>::cancel(WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  if (transition.at(frame).phase != Phase::Active || !state_of(transition, frame).key) return false;
  if (!depends_on_outcome(transition, frame, task)) {
    return give_up(transition, frame, task);
  }
  if (const auto until = end_of_drain(transition, frame)) {
    transition.set_timer(frame, TimerPurpose::DrainLimit, *until);
  }
  return true;
}

// In flight when the instance faulted: what it came to since decides.
void Behaviour<CallTask>::restore(WorkflowTransition& transition, FrameId id, const CallTask& task) {
  Frame& frame = transition.edit(id);
  auto& state = std::get<CallState>(frame.state);
  state.attempt = 1;
  state.first_attempt_at = transition.now();
  state.key.reset();
  const Boxed<Outcome> outcome = std::exchange(frame.answered, std::nullopt);
  if (outcome && !std::holds_alternative<OutcomeUnknown>(*outcome)) state.unknown.reset();
  if (outcome && std::holds_alternative<Succeeded>(*outcome)) {
    return complete(transition, id, std::get<Succeeded>(*outcome).output);
  }
  make_call(transition, id, task);
}

}  // namespace baton::core
