#include "cli/verbs/bulk.hpp"

#include "cli/console.hpp"
#include "cli/filter.hpp"
#include "cli/interrupt.hpp"
#include "cli/run_instance.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/views.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace baton::cli {
namespace {

constexpr std::chrono::seconds kBetweenLines{1};

struct Words {
  std::string_view verb;
  std::string_view done;
};

Words words_of(BulkAction action) {
  switch (action) {
    case BulkAction::Cancel:
      return {.verb = "cancel", .done = "cancelled"};
    case BulkAction::Suspend:
      return {.verb = "suspend", .done = "suspended"};
    case BulkAction::Resume:
      return {.verb = "resume", .done = "resumed"};
    case BulkAction::Retry:
      return {.verb = "retry", .done = "retried"};
    case BulkAction::Remove:
      return {.verb = "remove", .done = "removed"};
  }
  std::unreachable();
}

std::string instances(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " instance" : " instances");
}

std::string left_out_of(const BulkReport& report) {
  std::string text;
  if (report.refused > 0) text += ", refused for " + std::to_string(report.refused);
  if (report.failed > 0) text += ", failed for " + std::to_string(report.failed);
  return text;
}

std::string counts_of(const BulkReport& report, BulkAction action) {
  return std::string(words_of(action).done) + ' ' + instances(report.done) + left_out_of(report);
}

Value report_json(const BulkReport& report, const Many& many) {
  const auto number = [](std::size_t count) { return Value::number(static_cast<std::int64_t>(count)); };
  std::vector<Value> problems;
  for (const auto& [id, error] : report.problems) {
    problems.push_back(Value::object({{"id", Value::string(id.value)}, {"error", Value::string(error.message)}}));
  }
  return Value::object({{"action", Value::string(std::string(words_of(many.action).verb))},
                        {"dryRun", Value::boolean(many.selection.dry_run)},
                        {"matched", number(report.matched)},
                        {"done", number(report.done)},
                        {"refused", number(report.refused)},
                        {"failed", number(report.failed)},
                        {"complete", Value::boolean(report.is_complete)},
                        {"problems", Value::array(std::move(problems))}});
}

void say_report(const BulkReport& report, const Many& many) {
  if (many.selection.dry_run) {
    const std::size_t would = report.matched - report.refused - report.failed;
    say("would " + std::string(words_of(many.action).verb) + ' ' + instances(would) + left_out_of(report));
  } else {
    say(counts_of(report, many.action));
  }
  for (const auto& [id, error] : report.problems) say(one_line("baton: " + id.value + ": " + error.message));
  if (!report.is_complete) say("baton: stopped before the end; repeat the command to do the rest");
}

ExitCode code_of(const BulkReport& report) {
  if (report.failed > 0) return ExitCode::StoreFailed;
  if (!report.is_complete) return ExitCode::NotEnded;
  return report.refused > 0 ? ExitCode::Faulted : ExitCode::Success;
}

// Says at most once a second how far it has come.
std::function<bool(const BulkReport&)> progress_of(BulkAction action) {
  return [action, last = std::chrono::steady_clock::now()](const BulkReport& report) mutable {
    const auto now = std::chrono::steady_clock::now();
    if (now - last >= kBetweenLines) {
      say(counts_of(report, action) + " so far");
      last = now;
    }
    return !interrupted();
  };
}

}  // namespace

Result<ExitCode> perform_for_many(const Many& many) {
  auto filter = filter_by(many.selection.status, many.selection.workflow);
  if (!filter) return std::unexpected(filter.error());
  const StoreOptions target{.common = many.common,
                            .use = many.selection.dry_run ? StoreUse::Look : StoreUse::Change,
                            .secrets = many.secrets};
  return with_target(target, [&](auto& engine) -> Result<ExitCode> {
    const auto report = engine.bulk({.action = many.action,
                                     .filter = *std::move(filter),
                                     .compensate = many.compensate,
                                     .dry_run = many.selection.dry_run,
                                     .progress = progress_of(many.action)},
                                    this_user());
    if (!report) return std::unexpected(report.error());
    if (!many.selection.dry_run) {
      if (auto run_result = run_all_until_idle(engine); !run_result) return std::unexpected(run_result.error());
    }
    if (many.common.json) {
      if (auto printed = print_json(report_json(*report, many)); !printed) return std::unexpected(printed.error());
    }
    say_report(*report, many);
    return code_of(*report);
  });
}

}  // namespace baton::cli
