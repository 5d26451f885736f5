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

bool may_start_children(const core::Program& program) {
  return program.hosted || std::ranges::any_of(program.tasks, [](const core::Task& task) {
           return std::holds_alternative<core::RunWorkflowTask>(task.kind);
         });
}

bool is_unfinished(const runtime::InstanceRow& row) {
  return !has_ended(row.status) || row.has_pending;
}

}  // namespace

// One that has ended may have a child that has not.
Result<std::vector<InstanceSummary>> Desk::unfinished(const InstanceId& id) {
  const auto row = dependencies_.queries.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  std::vector<InstanceSummary> unfinished;
  std::vector<runtime::InstanceRow> family{**row};
  for (std::size_t next = 0; next < family.size(); ++next) {
    if (is_unfinished(family[next])) unfinished.push_back(summary_of(family[next]));
    const auto program = dependencies_.programs.find(family[next].digest);
    if (!program || !may_start_children(**program)) continue;
    if (auto added = add_children(**program, InstanceId(family[next].id), family); !added) {
      return std::unexpected(added.error());
    }
  }
  return unfinished;
}

Result<void> Desk::add_children(const core::Program& program, const InstanceId& parent,
                                std::vector<runtime::InstanceRow>& family) {
  const auto run_id = run_of(program, parent);
  if (!run_id) return std::unexpected(run_id.error());
  std::string cursor;
  do {
    auto page = dependencies_.queries.children(parent, cursor, kPage);
    if (!page) return std::unexpected(error_of(parent, page.error()));
    std::ranges::copy_if(page->rows, std::back_inserter(family),
                         [&](const runtime::InstanceRow& child) { return is_of_run(child, *run_id); });
    cursor = std::move(page->cursor);
  } while (!cursor.empty());
  return {};
}

// An id may be used again, by another run with other children. Where a run cannot be read, all may be its children.
bool Desk::is_of_run(const runtime::InstanceRow& child, const std::string& run_id) {
  if (run_id.empty() || child.id.value.starts_with(run_id + '-')) return true;  // core::child_id()
  const auto stored = dependencies_.queries.read(child.id);
  const auto program = dependencies_.programs.find(child.digest);
  if (!stored || !*stored || !program) return true;
  const auto loaded = runtime::decode(**program, **stored);
  return !loaded || !loaded->instance.parent || loaded->instance.parent->start.value.starts_with(run_id + '/');
}

Result<void> Desk::can_family_continue(const InstanceId& id) {
  return check_family(id, &Desk::can_continue);
}

Result<void> Desk::can_family_be_cancelled(const InstanceId& id) {
  return check_family(id, &Desk::can_be_cancelled);
}

Result<void> Desk::check_family(const InstanceId& id, Check descendant) {
  const auto family = unfinished(id);
  if (!family) return std::unexpected(family.error());
  for (const InstanceSummary& each : *family) {
    if (each.id == id) continue;  // a command that only stops it needs none of its operators
    if (auto possible = (this->*descendant)(each.id); !possible) return possible;
  }
  auto row = dependencies_.queries.find(id);
  while (row && *row && (*row)->parent) {
    row = dependencies_.queries.find(*(*row)->parent);
    if (!row || !*row || has_ended((*row)->status)) break;
    if (auto possible = can_continue((*row)->id); !possible) return possible;
  }
  return {};
}

}  // namespace baton::engine
