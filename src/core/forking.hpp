// Forking: a new instance that begins with what another one was at a revision, perhaps with another version of its document. PURE.
//
//   tasks in progress       continue where they stood, if the document still has them (below)
//   calls in flight         are made again, under keys of the fork: they may happen twice
//   calls of unknown outcome are undone if they have a compensation, and not repeated under their old key
//   children in progress    are started again; those whose start nobody awaits any more are not
//   timers                  stay due when they were; what is overdue fires at once
//   listeners               listen from where they were in the event log
//   what has completed      is not done again. What undoes it goes to the operators under a key that all forks have in common
//
// Refused: an instance that had ended by then, or was ending, cancelling or undoing tasks: then it has begun what would be done again.
//
// Another version of the document fits if it has each task that is in progress or may have to be undone: at the same place by the names of
// the tasks around it, and of the same kind. A fork must have the same branches; what listens, and what calls with secrets, must be written the same.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::core {

struct Forking {
  const Program& from;
  const Program& to;  // workflows both
  const Instance& source;
  std::optional<Value> context = {};  // in place of its context
};

// What is done although the source may have done it.
struct RunsAgain {
  enum class Why : std::uint8_t {
    Call,    // it was in flight, or its outcome was unknown
    Child,   // it was running
    Timer,   // it was to fire, and it does now or later
    Undoing  // it has completed: it is undone if the fork faults
  };
  Why why = Why::Call;
  TaskId task = kRootTask;  // in the program of the fork
  bool is_idempotent = true;
  Timestamp due = {};  // of a timer

  friend bool operator==(const RunsAgain&, const RunsAgain&) = default;
};

struct Heritage {
  std::shared_ptr<const Inherited> inherited;
  std::vector<RunsAgain> again;
};

// The error says why it cannot be forked, or that the document does not fit and where.
[[nodiscard]] std::expected<Heritage, std::string> inherit(const Forking& forking);

// The task of another version of the document that stands for this one. The error says why there is none.
[[nodiscard]] std::expected<TaskId, std::string> counterpart(const Program& from, const Program& to, TaskId task);

}  // namespace baton::core
