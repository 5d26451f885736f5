// Families: an instance, the children that it has started, their children, …
#include "engine/desk.hpp"
#include "engine/errors.hpp"
#include "engine/views.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

constexpr std::size_t kPage = 1'000;

bool starts_children(const core::Program& program) {
  return std::ranges::any_of(
      program.tasks, [](const core::Task& task) { return std::holds_alternative<core::RunWorkflowTask>(task.kind); });
}

bool is_unfinished(const runtime::InstanceRow& row) {
  return !has_ended(row.status) || row.has_pending;
}

}  // namespace

// One that has ended may have a child that has not.
Result<std::vector<InstanceSummary>> Desk::unfinished(const InstanceId& id) {
  const auto row = parts_.queries.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  std::vector<InstanceSummary> unfinished;
  std::vector<runtime::InstanceRow> family{**row};
  for (std::size_t next = 0; next < family.size(); ++next) {
    if (is_unfinished(family[next])) unfinished.push_back(summary_of(family[next]));
    const auto program = parts_.programs.find(family[next].digest);
    if (!program || !starts_children(**program)) continue;
    if (auto added = add_children(**program, InstanceId(family[next].id), family); !added) {
      return std::unexpected(added.error());
    }
  }
  return unfinished;
}

// What cannot be read has no children to continue.
Result<void> Desk::add_children(const core::Program& program, const InstanceId& parent,
                                std::vector<runtime::InstanceRow>& family) {
  const auto run_id = run_of(program, parent);
  if (!run_id) return std::unexpected(run_id.error());
  if (run_id->empty()) return {};
  std::string cursor;
  do {
    auto page = parts_.queries.children(parent, *run_id, cursor, kPage);
    if (!page) return std::unexpected(error_of(parent, page.error()));
    std::ranges::move(page->rows, std::back_inserter(family));
    cursor = std::move(page->cursor);
  } while (!cursor.empty());
  return {};
}

Result<void> Desk::can_family_continue(const InstanceId& id) {
  const auto family = unfinished(id);
  if (!family) return std::unexpected(family.error());
  for (const InstanceSummary& each : *family) {
    if (each.id == id) continue;  // a command that only stops it needs none of its operators
    if (auto possible = can_continue(each.id); !possible) return possible;
  }
  auto row = parts_.queries.find(id);
  while (row && *row && (*row)->parent) {
    row = parts_.queries.find(*(*row)->parent);
    if (!row || !*row || has_ended((*row)->status)) break;
    if (auto possible = can_continue((*row)->id); !possible) return possible;
  }
  return {};
}

}  // namespace baton::engine
