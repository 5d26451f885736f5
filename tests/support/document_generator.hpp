// Random workflow documents, valid by construction, for tests that want many different ones. The same choices give the
// same document, and zeros a plain and small one. They end when nothing fails: no task goes back to an earlier one.
//
// Operators called: work.a, work.b and work.c; undo.it and undo.other by compensations, with what they undo:
//   { undo: <its output>, input: <its input>, of: <its name>, step: <place in the list> }
// Some are not given the output: where the input is the same, the undo of each completion gets the same arguments.
#pragma once

#include "simulation/choices.hpp"

#include <baton/value.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::tests {

struct DocumentOptions {
  bool timeouts = true;  // tasks, attempts, all attempts and workflows may time out
  bool compete = true;   // forks may race
  bool waits = true;
  bool children = true;        // may run test/<child>:1.0.0
  bool late_children = false;  // … or test/late:1.0.0: late_document(), which is deployed late
  bool faults = true;          // may raise, and expressions may fail
  bool guarded = true;         // may have try
  bool events = false;         // may emit and listen: events of the types kEventTypes with the subjects kEventSubjects
  bool composite_compensation = true;  // metadata.compensate also on tasks that hold others
  std::string_view name = "generated";
  std::string_view child = "child";
};

inline constexpr std::array<std::string_view, 2> kEventTypes = {"paid", "packed"};
inline constexpr std::array<std::string_view, 3> kEventSubjects = {"s0", "s1", "s2"};

// How such a document ends does not depend on when things happen, forks aside: where a branch faults or ends the
// workflow, how far the others have come does.
inline constexpr DocumentOptions kDeterministicOutcome{.timeouts = false, .compete = false};

[[nodiscard]] Value random_document(simulation::Choices& choices, const DocumentOptions& options);
[[nodiscard]] Value random_document(std::uint64_t seed, const DocumentOptions& options);
// Its output is {late: true}.
[[nodiscard]] Value late_document();

}  // namespace baton::tests
