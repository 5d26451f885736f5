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
                 [](const core::MachineTask&) { return "machine"; }},
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
  const bool is_workflow = frame.id == core::kRootFrame && core::machine_of(program) == nullptr;
  const std::string kind = is_workflow ? "workflow" : kind_of(program.task(frame.task));
  return frame.phase == core::Phase::Draining ? "cancelled " + kind : kind;
}

bool waits_for(const core::Frame& frame, const IntentKey& key) {
  return std::ranges::any_of(core::awaited_keys(frame.state), [&](const IntentKey* each) { return *each == key; });
}

// What came, and for whom.
std::string name_of(const core::Program& program, const core::Instance& before, const core::EventBody& event) {
  if (const auto* fired = std::get_if<core::TimerFired>(&event)) {
    for (const core::Timer& timer : before.state.timers) {
      if (timer.id != fired->timer) continue;
      return purpose_of(timer.purpose) + " of " + name_of(program, *before.state.find(timer.frame));
    }
    return "timer that is no more";
  }
  if (const auto* answer = std::get_if<core::Answer>(&event)) {
    for (const auto& frame : before.state.frames) {
      if (waits_for(*frame, answer->key)) return simulation::name_of(event) + " to " + name_of(program, *frame);
    }
    return "answer nobody waits for";
  }
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
  return before.status == Status::Suspended && record.changes.empty() ? "held" : "goes on";
}

}  // namespace

void note_transition(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record) {
  const std::string state = before.status == Status::Suspended ? ", suspended"
                            : has_ended(before.status)         ? ", ended"
                                                               : "";
  ++seen()[name_of(program, before, record.event.body) + state + " -> " + effect_on(before, record)];
  for (const core::Change& change : record.changes) {
    if (change.task == core::kRootTask) continue;
    ++seen()[kind_of(program.task(change.task)) + ": " + std::string(core::change_name(change.kind))];
  }
}

const std::map<std::string, std::uint64_t>& transitions_seen() {
  return seen();
}

}  // namespace baton::tests
