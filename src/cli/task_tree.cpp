#include "cli/task_tree.hpp"

#include "base/check.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::string_view kWorkflow = "/";
constexpr std::size_t kIndent = 2;

bool is_under(std::string_view reference, std::string_view ancestor) {
  if (reference == ancestor) return false;
  if (ancestor == kWorkflow) return true;
  return reference.starts_with(ancestor) && reference[ancestor.size()] == '/';
}

}  // namespace

void TaskTree::apply(const HistoryEntry& entry) {
  Row& row = row_of(entry);
  const State state = state_after(entry.kind, row.state);
  const bool begins = entry.kind == "task.started" || row.changed == 0;
  if (begins) row.started = entry.at;
  const bool in_progress =
      state == State::Running || state == State::Retrying || state == State::Undoing || state == State::Suspended;
  row.ended = in_progress ? std::nullopt : std::optional(entry.at);
  row.state = state;
  row.attempt = std::max<std::uint32_t>(entry.attempt, 1);
  row.changed = ++changes_;
}

TaskTree::State TaskTree::state_after(const std::string& kind, State before) {
  constexpr std::array<std::pair<std::string_view, State>, 15> states = {
      {{"workflow.started", State::Running},
       {"workflow.suspended", State::Suspended},
       {"workflow.resumed", State::Running},
       {"workflow.retried", State::Running},
       {"workflow.cancelled", State::Cancelled},
       {"workflow.faulted", State::Faulted},
       {"workflow.completed", State::Completed},
       {"task.started", State::Running},
       {"task.skipped", State::Skipped},
       {"task.retried", State::Retrying},
       {"task.cancelled", State::Cancelled},
       {"task.faulted", State::Faulted},
       {"task.completed", State::Completed},
       {"compensation.started", State::Undoing},
       {"compensation.completed", State::Cancelled}}};
  if (kind == "compensation.faulted") return State::Faulted;
  const auto found = std::ranges::find(states, kind, &std::pair<std::string_view, State>::first);
  return found == states.end() ? before : found->second;  // an ignored event changes nothing
}

TaskTree::Row& TaskTree::row_of(const HistoryEntry& entry) {
  auto found = std::ranges::find(rows_, entry.task, &Row::reference);
  if (found == rows_.end()) {
    const bool is_workflow = entry.task == kWorkflow;
    insert(Row{.reference = entry.task,
               .name = is_workflow ? full_name(entry.definition) + "  " + entry.instance.value : entry.task_name,
               .started = entry.at,
               .ended = std::nullopt});
    found = std::ranges::find(rows_, entry.task, &Row::reference);
  }
  return *found;
}

// After the last row under its parent.
void TaskTree::insert(Row row) {
  const auto parent = std::ranges::find_if(rows_.rbegin(), rows_.rend(),
                                           [&](const Row& each) { return is_under(row.reference, each.reference); });
  if (parent == rows_.rend()) {
    rows_.insert(row.reference == kWorkflow ? rows_.begin() : rows_.end(), std::move(row));
    return;
  }
  row.depth = parent->depth + 1;
  auto place = parent.base();  // just after the parent
  while (place != rows_.end() && is_under(place->reference, parent->reference)) ++place;
  rows_.insert(place, std::move(row));
}

std::vector<std::string> TaskTree::lines(Timestamp now, const Terminal& terminal) const {
  const std::size_t height = std::max<std::size_t>(terminal.height, 3) - 1;  // the cursor is below
  const bool all_fit = rows_.size() <= height;
  const std::vector<bool> chosen = choose(all_fit ? rows_.size() : height - 1);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (chosen[i]) lines.push_back(line(rows_[i], now, terminal));
  }
  if (!all_fit) lines.push_back(shortened(std::to_string(rows_.size() - lines.size()) + " more tasks", terminal.width));
  return lines;
}

std::vector<bool> TaskTree::choose(std::size_t count) const {
  std::vector<std::size_t> order(rows_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
    const Row& a = rows_[left];
    const Row& b = rows_[right];
    return std::pair(a.ended.has_value(), b.changed) < std::pair(b.ended.has_value(), a.changed);
  });
  std::vector<bool> chosen(rows_.size(), false);
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) chosen[order[i]] = true;
  return chosen;
}

std::string TaskTree::line(const Row& row, Timestamp now, const Terminal& terminal) {
  const Glyph mark = glyph(row.state, terminal.utf8);
  const std::string indent(std::min(row.depth * kIndent, terminal.width / 2), ' ');
  std::string tail = row.attempt > 1 ? " (attempt " + std::to_string(row.attempt) + ")" : std::string();
  if (row.state != State::Skipped)
    tail += "  " + elapsed(std::max(row.ended.value_or(now) - row.started, Duration::zero()));

  // The name gives way first.
  const std::size_t taken = indent.size() + 2 + width_of(tail);
  std::string rest = " " + shortened(one_line(row.name), terminal.width > taken ? terminal.width - taken : 0) + tail;
  rest = shortened(rest, terminal.width > indent.size() + 1 ? terminal.width - indent.size() - 1 : 0);
  return indent + (terminal.color ? mark.color + std::string(mark.text) + "\x1b[0m" : mark.text) + rest;
}

TaskTree::Glyph TaskTree::glyph(State state, bool utf8) {
  switch (state) {
    case State::Running:
      return {utf8 ? "●" : ">", "\x1b[36m"};
    case State::Retrying:
      return {utf8 ? "↻" : "~", "\x1b[33m"};
    case State::Undoing:
      return {utf8 ? "↶" : "<", "\x1b[33m"};
    case State::Suspended:
      return {utf8 ? "‖" : "=", "\x1b[33m"};
    case State::Completed:
      return {utf8 ? "✓" : "+", "\x1b[32m"};
    case State::Skipped:
      return {utf8 ? "–" : "-", "\x1b[2m"};
    case State::Cancelled:
      return {utf8 ? "⊘" : "x", "\x1b[2m"};
    case State::Faulted:
      return {utf8 ? "✗" : "!", "\x1b[31m"};
  }
  check_failed("state", "a state that has no glyph", __FILE__, __LINE__);
}

}  // namespace baton::cli
