// The tree of tasks, redrawn in place.
#include "cli/console.hpp"
#include "cli/progress.hpp"
#include "cli/task_tree.hpp"

#include <chrono>
#include <string>

namespace baton::cli {
namespace {

constexpr const char* kNoWrap = "\x1b[?7l";  // a wide character could make a line wrap that was counted as one
constexpr const char* kWrap = "\x1b[?7h";
constexpr const char* kClearLine = "\x1b[K";
constexpr const char* kClearBelow = "\x1b[J";

class ProgressTree final : public ProgressView {
 public:
  void add(const HistoryEntry& entry) override { tree_.apply(entry); }
  void left_out(std::size_t /*entries*/) override {}  // a tree shows the present state; the next changes correct it

  void refresh() override {
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const auto lines = tree_.lines(now, stderr_terminal());
    std::string frame = kNoWrap;
    if (drawn_ > 0) frame += "\r\x1b[" + std::to_string(drawn_) + "A";
    for (const std::string& line : lines) frame += line + kClearLine + "\r\n";
    draw(frame + kClearBelow + kWrap);
    drawn_ = lines.size();
  }

 private:
  TaskTree tree_;
  std::size_t drawn_ = 0;  // lines on the screen
};

}  // namespace

std::unique_ptr<ProgressView> make_progress_tree() {
  return std::make_unique<ProgressTree>();
}

}  // namespace baton::cli
