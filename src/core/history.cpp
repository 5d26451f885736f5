#include "core/history.hpp"

#include <array>
#include <cstddef>

namespace baton::core {
namespace {

constexpr std::array<std::string_view, 17> kNames = {
    "workflow.started",     "workflow.suspended", "workflow.resumed", "workflow.retried",     "workflow.cancelled",
    "workflow.faulted",     "workflow.completed", "task.started",     "task.skipped",         "task.retried",
    "task.cancelled",       "task.faulted",       "task.completed",   "compensation.started", "compensation.completed",
    "compensation.faulted", "event.ignored"};

}  // namespace

std::string_view change_name(ChangeKind kind) noexcept {
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<ChangeKind> change_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ChangeKind>(i);
  }
  return std::nullopt;
}

}  // namespace baton::core
