// Forks: new instances that begin with what another one was at a revision.
//
//   auto preview = engine.preview_fork(InstanceId{"order-4711"}, {.revision = Revision{5}}).or_exit();  // what is done again
//   auto id = engine.fork(InstanceId{"order-4711"}, {.revision = Revision{5}, .id = "order-4711-b"}).or_exit();
//
// docs/reference/forks.md says what a fork continues with. Plain values.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

struct ForkOptions {
  Revision revision = {};             // of the source: the fork begins as that was then
  std::string id = {};                // empty: a random one
  std::optional<Value> input = {};    // in place of the source's, for what reads $workflow.input from now on
  std::optional<Value> context = {};  // in place of its context
  std::optional<DefinitionName> workflow =
      {};  // another version of its document, which must be deployed; an empty one: the newest
  // Although the source has not ended, has undone what the fork may undo, or has made calls that must not be made twice.
  bool force = false;
};

// Something that a fork does although its source may have done it.
struct ForkEffect {
  enum class Kind : std::uint8_t {
    Call,   // is made again: it may happen twice
    Child,  // is started again
    Timer,  // fires when it was to fire; one that is overdue, at once
    Undo    // what the task did is undone if the fork has to: under a key that all forks have in common
  };
  Kind kind = Kind::Call;
  std::string task;  // its reference in the fork's document
  std::string task_name;
  std::string text;  // for people

  friend bool operator==(const ForkEffect&, const ForkEffect&) = default;
};

struct ForkPreview {
  InstanceId source;
  Revision revision;
  DefinitionName definition;  // of the fork
  std::vector<ForkEffect> effects;
};

}  // namespace baton BATON_PUBLIC
