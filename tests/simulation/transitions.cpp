#include "simulation/transitions.hpp"

#include "base/overloaded.hpp"
#include "simulation/trace.hpp"

namespace baton::tests {
namespace {

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
                 [](const core::RunWorkflowTask&) { return "run workflow"; }},
      task.kind);
}

std::string purpose_of(core::TimerPurpose purpose) {
  switch (purpose) {
    case core::TimerPurpose::TaskTimeout:
      return "task timeout";
    case core::TimerPurpose::AttemptTimeout:
      return "attempt timeout";
    case core::TimerPurpose::Wait:
      return "wait is over";
    case core::TimerPurpose::RetryDelay:
      return "retry is due";
    case core::TimerPurpose::DrainLimit:
      return "drain limit";
  }
  return "";
}

std::string name_of_event(const core::Instance& before, const core::EventBody& event) {
  const auto* fired = std::get_if<core::TimerFired>(&event);
  if (fired == nullptr) return simulation::name_of(event);
  for (const core::Timer& timer : before.state.timers) {
    if (timer.id == fired->timer) return purpose_of(timer.purpose);
  }
  return "timer that is no more";
}

}  // namespace

void note_transition(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record) {
  std::string event = name_of_event(before, record.event.body);
  if (before.status == Status::Suspended) event += " while suspended";
  for (const core::Change& change : record.changes) {
    std::string edge = event + " -> " + std::string(core::change_name(change.kind));
    if (change.task != core::kRootTask) edge += ' ' + kind_of(program.task(change.task));
    ++seen()[edge];
  }
  if (record.changes.empty()) ++seen()[event + " -> nothing to tell"];
}

const std::map<std::string, std::uint64_t>& transitions_seen() {
  return seen();
}

const std::vector<std::string>& transitions_known() {
  static const std::vector<std::string> edges;
  return edges;
}

}  // namespace baton::tests
