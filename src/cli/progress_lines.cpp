// "12:00:01.123 started /do/0/getPet": a line for each change.
#include "cli/console.hpp"
#include "cli/progress.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"

#include <string>
#include <utility>

namespace baton::cli {
namespace {

// "task.started" → "started", "workflow.completed" → "workflow completed"
std::string words(std::string kind) {
  if (kind.starts_with("task.")) return kind.substr(5);
  for (char& character : kind) character = character == '.' ? ' ' : character;
  return kind;
}

std::string line(const HistoryEntry& entry) {
  std::string text = time_of_day(entry.at) + " " + words(entry.kind);
  if (!entry.kind.starts_with("workflow.")) text += " " + one_line(entry.task);
  if (entry.attempt > 1) text += " (attempt " + std::to_string(entry.attempt) + ")";
  if (entry.error) text += ": " + summary_of(*entry.error);
  return text;
}

class ProgressLines final : public ProgressView {
 public:
  void add(const HistoryEntry& entry) override { lines_ += line(entry) + "\n"; }
  void left_out(std::size_t entries) override { lines_ += "… " + std::to_string(entries) + " changes are not shown\n"; }
  void refresh() override { draw(printable(std::exchange(lines_, {}))); }

 private:
  std::string lines_;
};

}  // namespace

std::unique_ptr<ProgressView> make_progress_lines() {
  return std::make_unique<ProgressLines>();
}

}  // namespace baton::cli
