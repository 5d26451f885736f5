#include "simulation/transitions.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include "simulation/trace.hpp"

#include <algorithm>

namespace baton::tests {
namespace {

using core::ChangeKind;

std::map<std::string, std::uint64_t>& seen() {
  static std::map<std::string, std::uint64_t> edges;
  return edges;
}

std::string kind_of(const core::Task& task) {
  return std::visit(
      overloaded{[](const core::DoTask&) { return "do"; }, [](const core::SetTask&) { return "set"; },
                 [](const core::SwitchTask&) { return "switch"; }, [](const core::ForTask&) { return "for"; },
                 [](const core::ForkTask& fork) { return fork.compete ? "fork compete" : "fork"; },
                 [](const core::TryTask&) { return "try"; }, [](const core::RaiseTask&) { return "raise"; },
                 [](const core::WaitTask&) { return "wait"; }, [](const core::CallTask&) { return "call"; },
                 [](const core::FunctionTask&) { return "function"; },
                 [](const core::RunWorkflowTask&) { return "run workflow"; },
                 [](const core::EmitTask&) { return "emit"; }, [](const core::ListenTask&) { return "listen"; },
                 [](const core::UnsupportedTask&) { return "unsupported"; }},
      task.kind);
}

std::string purpose_of(core::TimerPurpose purpose) {
  switch (purpose) {
    case core::TimerPurpose::TaskTimeout:
      return "timeout";
    case core::TimerPurpose::AttemptTimeout:
      return "attempt timeout";
    case core::TimerPurpose::Wait:
      return "end of waiting";
    case core::TimerPurpose::RetryDelay:
      return "end of delay";
    case core::TimerPurpose::DrainLimit:
      return "limit of draining";
  }
  return "";
}

std::string name_of(const core::Program& program, const core::Frame& frame) {
  const std::string kind = frame.id == core::kRootFrame ? "workflow" : kind_of(program.task(frame.task));
  return frame.phase == core::Phase::Draining ? "cancelled " + kind : kind;
}

// What came, and for whom.
std::string name_of(const core::Program& program, const core::WorkflowState& before, const core::EventBody& event) {
  if (const auto* fired = std::get_if<core::TimerFired>(&event)) {
    for (const core::Timer& timer : before.timers) {
      if (timer.id != fired->timer) continue;
      return purpose_of(timer.purpose) + " of " + name_of(program, *before.find(timer.frame));
    }
    return "timer that is no more";
  }
  if (const auto* answer = std::get_if<core::Answer>(&event)) {
    for (const auto& frame : before.frames) {
      const IntentKey* awaited = core::awaited_key(frame->state);
      if (awaited == nullptr || *awaited != answer->key) continue;
      return simulation::name_of(event) + " to " + name_of(program, *frame);
    }
    return "answer nobody waits for";
  }
  return simulation::name_of(event);
}
std::string name_of(const core::Program&, const core::HostedState& before, const core::EventBody& event) {
  const auto* fired = std::get_if<core::TimerFired>(&event);
  const auto* answer = std::get_if<core::Answer>(&event);
  for (const core::HostedRequest& request : before.requests) {
    if (fired != nullptr && request.timer == fired->timer) return purpose_of(core::TimerPurpose::Wait) + " of machine";
    if (answer != nullptr && request.key == answer->key) return simulation::name_of(event) + " to machine";
  }
  if (fired != nullptr) return "timer that is no more";
  if (answer != nullptr) return "answer nobody waits for";
  return simulation::name_of(event);
}

// What became of the instance.
std::string effect_on(const core::Instance& before, const core::HistoryRecord& record) {
  for (const core::Change& change : record.changes) {
    switch (change.kind) {
      case ChangeKind::WorkflowCompleted:
      case ChangeKind::WorkflowFaulted:
      case ChangeKind::WorkflowCancelled:
      case ChangeKind::WorkflowSuspended:
        return std::string(core::change_name(change.kind));
      default:
        break;
    }
  }
  if (record.changes.size() == 1 && record.changes.front().kind == ChangeKind::EventIgnored) return "ignored";
  return before.status == Status::Suspended && record.changes.empty() ? "held" : "continues";
}

}  // namespace

void note_transition(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record) {
  const std::string state = before.status == Status::Suspended ? ", suspended"
                            : has_ended(before.status)         ? ", ended"
                                                               : "";
  const std::string what =
      std::visit([&](const auto& own) { return name_of(program, own, record.event.body); }, before.state);
  ++seen()[what + state + " -> " + effect_on(before, record)];
  for (const core::Change& change : record.changes) {
    if (change.task == core::kRootTask) continue;
    ++seen()[kind_of(program.task(change.task)) + ": " + std::string(core::change_name(change.kind))];
  }
}

const std::map<std::string, std::uint64_t>& transitions_seen() {
  return seen();
}

}  // namespace baton::tests
