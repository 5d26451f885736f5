#include "core/history.hpp"

#include <utility>

namespace baton::core {

std::string_view change_name(ChangeKind kind) noexcept {
  switch (kind) {
    case ChangeKind::WorkflowStarted:
      return "workflow.started";
    case ChangeKind::WorkflowSuspended:
      return "workflow.suspended";
    case ChangeKind::WorkflowResumed:
      return "workflow.resumed";
    case ChangeKind::WorkflowRetried:
      return "workflow.retried";
    case ChangeKind::WorkflowCancelled:
      return "workflow.cancelled";
    case ChangeKind::WorkflowFaulted:
      return "workflow.faulted";
    case ChangeKind::WorkflowCompleted:
      return "workflow.completed";
    case ChangeKind::TaskStarted:
      return "task.started";
    case ChangeKind::TaskSkipped:
      return "task.skipped";
    case ChangeKind::TaskRetried:
      return "task.retried";
    case ChangeKind::TaskCancelled:
      return "task.cancelled";
    case ChangeKind::TaskFaulted:
      return "task.faulted";
    case ChangeKind::TaskCompleted:
      return "task.completed";
    case ChangeKind::CompensationStarted:
      return "compensation.started";
    case ChangeKind::CompensationCompleted:
      return "compensation.completed";
    case ChangeKind::CompensationFaulted:
      return "compensation.faulted";
    case ChangeKind::EventIgnored:
      return "event.ignored";
    case ChangeKind::EventHandled:
      return "event.handled";
    case ChangeKind::StateChanged:
      return "state.changed";
    case ChangeKind::IntentDecided:
      return "intent.decided";
    case ChangeKind::EventEmitted:
      return "event.emitted";
    case ChangeKind::CorrelationStarted:
      return "correlation.started";
    case ChangeKind::EventConsumed:
      return "event.consumed";
    case ChangeKind::CorrelationCompleted:
      return "correlation.completed";
    case ChangeKind::EventRefused:
      return "event.refused";
  }
  std::unreachable();
}

}  // namespace baton::core
