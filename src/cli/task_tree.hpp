// The tasks of a run so far, as a tree, and the lines that show the tree at a moment.
//
// A task is under the nearest task whose reference begins its own. A task of a loop is one row, which shows its last round.
#pragma once

#include "cli/console.hpp"

#include <baton/instance.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::cli {

class TaskTree {
 public:
  void apply(const HistoryEntry& entry);

  // One line per row, none longer than the terminal is wide nor more than it is high; if not all fit, those in progress
  // and the latest.
  [[nodiscard]] std::vector<std::string> lines(Timestamp now, const Terminal& terminal) const;

 private:
  enum class State : std::uint8_t { Running, Retrying, Undoing, Suspended, Completed, Skipped, Cancelled, Faulted };
  struct Row {
    std::string reference;
    std::string name;
    std::size_t depth = 0;
    State state = State::Running;
    std::uint32_t attempt = 1;
    Timestamp started;
    std::optional<Timestamp> ended;
    std::uint64_t changed = 0;  // the number of the change: what changed last is shown first
  };

  Row& row_of(const HistoryEntry& entry);
  void insert(Row row);
  [[nodiscard]] std::vector<bool> choose(std::size_t count) const;
  [[nodiscard]] static std::string line(const Row& row, Timestamp now, const Terminal& terminal);
  [[nodiscard]] static State state_after(const std::string& kind, State before);
  struct Glyph {
    const char* text;
    const char* color;
  };
  [[nodiscard]] static Glyph glyph(State state, bool utf8);

  std::vector<Row> rows_;  // the workflow first, each task after its parent
  std::uint64_t changes_ = 0;
};

}  // namespace baton::cli
