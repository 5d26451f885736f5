// Families: an instance, the children that it has started, their children, …
#include "engine/errors.hpp"
#include "engine/stepped_engine.hpp"
#include "engine/views.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {
namespace {

constexpr runtime::Shard kShard{};
constexpr std::size_t kPage = 1'000;

bool starts_children(const core::Program& program) {
  return std::ranges::any_of(
      program.tasks, [](const core::Task& task) { return std::holds_alternative<core::RunWorkflowTask>(task.kind); });
}

bool is_unfinished(const runtime::InstanceRow& row) {
  return !has_ended(row.status) || row.has_pending;
}

}  // namespace

Result<std::vector<InstanceSummary>> SteppedEngine::unfinished(const InstanceId& id) {
  const auto row = parts_.store.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  std::vector<InstanceSummary> unfinished;
  if (is_unfinished(**row)) unfinished.push_back(summary_of(**row));
  std::vector<InstanceId> parents{id};
  for (std::size_t next = 0; next < parents.size(); ++next) {
    const InstanceId parent = parents[next];
    if (auto added = add_unfinished_children(parent, parents, unfinished); !added)
      return std::unexpected(added.error());
  }
  return unfinished;
}

// One that has ended may have a child that has not. What cannot be read has nothing to go on with.
Result<void> SteppedEngine::add_unfinished_children(const InstanceId& id, std::vector<InstanceId>& parents,
                                                    std::vector<InstanceSummary>& unfinished) {
  auto stored = parts_.store.load(kShard, id);
  if (!stored && stored.error().is_transient()) return std::unexpected(error_of(id, stored.error()));
  if (!stored || !*stored) return {};
  const auto program = runtime_.programs().find((*stored)->row.digest);
  if (!program || !starts_children(**program)) return {};
  const auto loaded = runtime::decode(**program, **stored);
  if (!loaded) return {};
  std::string cursor;
  do {
    auto page = parts_.store.children(id, loaded->instance.run_id, cursor, kPage);
    if (!page) return std::unexpected(error_of(id, page.error()));
    for (const runtime::InstanceRow& row : page->rows) {
      if (is_unfinished(row)) unfinished.push_back(summary_of(row));
      parents.push_back(row.id);
    }
    cursor = std::move(page->cursor);
  } while (!cursor.empty());
  return {};
}

Result<void> SteppedEngine::can_family_go_on(const InstanceId& id) {
  const auto family = unfinished(id);
  if (!family) return std::unexpected(family.error());
  for (const InstanceSummary& each : *family) {
    if (each.id == id) continue;  // a command that only stops it needs none of its operators
    if (auto possible = can_go_on(each.id); !possible) return possible;
  }
  auto row = parts_.store.find(id);
  while (row && *row && (*row)->parent) {
    row = parts_.store.find(*(*row)->parent);
    if (!row || !*row || has_ended((*row)->status)) break;
    if (auto possible = can_go_on((*row)->id); !possible) return possible;
  }
  return {};
}

}  // namespace baton::engine
