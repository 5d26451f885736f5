#include "runtime/codec/validate.hpp"

#include "core/limits.hpp"
#include "runtime/codec/validate/rules.hpp"
#include "runtime/instance_id.hpp"
#include "runtime/limits.hpp"

#include <cstddef>
#include <ranges>
#include <utility>

namespace baton::runtime {
namespace {

using validate::Broken;

Broken broken_identity(const core::Program& program, const core::Instance& instance) {
  if (invalid_instance_id(instance.id.value)) return "its id is not one";
  if (instance.digest != program.digest) return "it belongs to another definition";
  if (instance.definition != program.name) return "its definition has another name";
  if (auto broken = validate::broken_run_id(instance.run_id)) return broken;
  if (!instance.parent) return std::nullopt;
  if (invalid_instance_id(instance.parent->instance.value)) return "its parent's id is not one";
  if (instance.parent->above < 1 || instance.parent->above >= core::kMaxFamilyLevels) {
    return "it says that more instances are above it than there may be";
  }
  return validate::broken_key(instance.parent->start);
}

// What the status says of the members beside it.
Broken broken_status(const core::Instance& instance) {
  const bool ended = has_ended(instance.status);
  if (instance.status == Status::Pending) return "it has not been started";
  if (instance.revision.value < 1 || instance.revision.value > kMaxRevision)
    return "its revision is not the number of one";
  if (!instance.started_at) return "its start is missing";
  for (const std::optional<Timestamp>& time : {instance.started_at, instance.ended_at}) {
    if (time && !is_storable(*time)) return "its start or end is not between the years 0 and 9999";
  }
  if (instance.attempt < 1 || instance.attempt > kMaxCounter) return "its attempt is not the number of one";
  if (instance.updated_at > kLatestEventTime) return "its last event lies too far in the future";
  if (ended != instance.ended_at.has_value()) return "its end does not fit its status";
  if (instance.status == Status::Faulted && !instance.error) return "its error is missing";
  if (!ended && instance.status != Status::Suspended && instance.error) return "it has an error, but it has not ended";
  if (instance.status == Status::Completed && instance.error) return "it has an error, but it has completed";
  return std::nullopt;
}

Broken broken_counters(const core::WorkflowState& state) {
  if (state.next_frame < 2 || state.next_frame > kMaxCounter) return "next_frame is out of range";
  if (state.next_timer < 1 || state.next_timer > kMaxCounter) return "next_timer is out of range";
  return std::nullopt;
}

// What an ended instance keeps: what other instances are still to be notified of, and where a retry would go back to.
Broken broken_end(const core::Program& program, const core::Instance& instance) {
  const auto& state = std::get<core::WorkflowState>(instance.state);
  if (!state.frames.empty() || !state.timers.empty() || !state.ledger.empty()) return "it has ended, but not its tasks";
  for (const core::Pending& pending : instance.pending) {
    if (std::holds_alternative<core::Yield>(pending.request)) return "it has ended, but asks for another turn";
  }
  static const validate::Frames kNone;
  if (auto broken = validate::broken_waits(program, instance, validate::FrameTree(kNone))) return broken;
  if (state.retry_point == nullptr) return std::nullopt;
  if (instance.status != Status::Faulted) return "it has not faulted, but could be retried";
  return validate::broken_retry_point(program, instance, *state.retry_point);
}

Broken broken_progress(const core::Program& program, const core::Instance& instance) {
  const auto& state = std::get<core::WorkflowState>(instance.state);
  if (state.retry_point != nullptr) return "it could be retried, but it has not faulted";
  if (auto broken = validate::broken_tree(program, state.frames, state.next_frame)) return broken;
  const validate::FrameTree tree(state.frames);
  if (auto broken = validate::broken_frames(program, instance, tree, std::nullopt)) return broken;
  return validate::broken_waits(program, instance, tree);
}

Broken broken_scope(const core::WorkflowState& state, const std::vector<core::FrameId>& scope) {
  core::FrameId last = core::kNoFrame;
  for (const core::FrameId id : scope) {
    if (id <= last) return "the ledger has frames out of order";
    last = id;
  }
  const bool is_inside = !scope.empty() && scope.front() == core::kRootFrame;
  if (!is_inside || std::to_underlying(last) >= state.next_frame) return "the ledger names frames that never were";
  return std::nullopt;
}

Broken broken_ledger(const core::Program& program, const core::Instance& instance) {
  const auto& state = std::get<core::WorkflowState>(instance.state);
  for (const auto* node = state.ledger.newest().get(); node != nullptr; node = node->older.get()) {
    const core::LedgerEntry& entry = node->entry;
    const bool is_task = static_cast<std::size_t>(entry.task) < program.tasks.size();
    if (!is_task || !program.task(entry.task).compensate) return "the ledger names a task that has no compensation";
    if (auto broken = broken_scope(state, entry.scope)) return broken;
    if (auto broken = validate::broken_shared_key(entry.undo_key)) return "the ledger: " + *broken;
    if (!entry.unknown) continue;
    if (auto broken = validate::broken_own_key(instance, *entry.unknown)) return "the ledger: " + *broken;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> broken_rule(const core::Program& program, const core::Instance& instance) {
  if (auto broken = broken_identity(program, instance)) return broken;
  if (auto broken = broken_status(instance)) return broken;
  if (auto broken = validate::broken_held_events(program, instance)) return broken;
  if (program.hosted) {
    const auto* hosted = std::get_if<core::HostedState>(&instance.state);
    if (hosted == nullptr) return "its program is hosted, and it is not";
    return validate::broken_hosted(*program.hosted, instance, *hosted);
  }
  const auto* workflow = std::get_if<core::WorkflowState>(&instance.state);
  if (workflow == nullptr) return "its program is a workflow, and it is not";
  if (auto broken = broken_counters(*workflow)) return broken;
  if (auto broken = has_ended(instance.status) ? broken_end(program, instance) : broken_progress(program, instance)) {
    return broken;
  }
  return broken_ledger(program, instance);
}

// It is what the other instance was, but for what is not inherited.
std::optional<std::string> broken_heritage(const core::Program& program, const core::Event& event) {
  const auto* start = std::get_if<core::Start>(&event.body);
  if (start == nullptr || start->inherited == nullptr) return std::nullopt;
  if (!start->origin || program.hosted) return "only a workflow that was forked inherits";
  const core::Inherited& inherited = *start->inherited;
  core::Instance instance = core::new_instance(start->origin->instance, program);
  instance.run_id = inherited.run_id;
  instance.revision = start->origin->revision;
  instance.status = inherited.held.empty() ? Status::Running : Status::Suspended;
  instance.started_at = event.at;
  instance.updated_at = event.at;
  instance.pending = inherited.pending;
  instance.held = inherited.held;
  core::WorkflowState state = inherited.state;
  for (const core::LedgerEntry& entry : inherited.ledger | std::views::reverse) state.ledger.push(entry);
  instance.state = std::move(state);
  return broken_rule(program, instance);
}

}  // namespace baton::runtime
