// What a run is doing, on stderr: a tree of its tasks that is redrawn in place on a terminal, else a line per change.
//
// History entries come in on the engine's loop, which must not wait for a slow terminal: they are only queued there, and
// shown by refresh() on the thread that waits for the run.
#pragma once

#include <baton/engine.hpp>
#include <baton/instance.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace baton::cli {

// One way to show progress.
class ProgressView {
 public:
  ProgressView() = default;
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;
  virtual ~ProgressView() = default;

  virtual void add(const HistoryEntry& entry) = 0;
  virtual void left_out(std::size_t entries) = 0;  // more came than could be kept
  virtual void refresh() = 0;                      // brings to the screen what was added
};

[[nodiscard]] std::unique_ptr<ProgressView> make_progress_lines();
[[nodiscard]] std::unique_ptr<ProgressView> make_progress_tree();

class Progress {
 public:
  // Shows nothing if `view` is null.
  explicit Progress(std::unique_ptr<ProgressView> view) : view_(std::move(view)) {}

  // From any thread.
  void record(const HistoryEntry& entry);

  // The instance to show; those of others are left out. What it had begun before this process is shown first.
  void follow(const InstanceId& id, const std::optional<InstanceView>& earlier);
  void refresh();

 private:
  std::unique_ptr<ProgressView> view_;
  std::optional<InstanceId> followed_;
  std::mutex mutex_;
  std::vector<HistoryEntry> entries_;  // to be shown
  std::size_t left_out_ = 0;
};

}  // namespace baton::cli
