#include "core/history.hpp"

#include <array>
#include <cstddef>

namespace baton::core {
namespace {

constexpr std::array<std::string_view, 20> kNames = {
    "workflow.started",     "workflow.suspended", "workflow.resumed", "workflow.retried",     "workflow.cancelled",
    "workflow.faulted",     "workflow.completed", "task.started",     "task.skipped",         "task.retried",
    "task.cancelled",       "task.faulted",       "task.completed",   "compensation.started", "compensation.completed",
    "compensation.faulted", "event.ignored",      "event.handled",    "state.changed",        "intent.decided"};

}  // namespace

std::string_view change_name(ChangeKind kind) noexcept {
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace baton::core
