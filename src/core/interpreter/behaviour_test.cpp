// A kind of task that leaves a moment out does not compile.
#include "core/interpreter/behaviour.hpp"

#include <gtest/gtest.h>

#include <variant>

namespace baton::core {

// Kinds of task that only this test has.
struct CompleteTask {};
struct MisspeltTask {};

template <>
struct Behaviour<CompleteTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const CompleteTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<MisspeltTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const MisspeltTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static void giveup(WorkflowTransition& transition, FrameId frame, const MisspeltTask& task);
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

namespace {

template <class... Tasks>
constexpr bool all_answer(std::variant<Tasks...>*) {
  return (AnswersForEveryMoment<Tasks> && ...);
}

TEST(Behaviour, EveryKindOfTaskAnswersForEveryMoment) {
  static_assert(all_answer(static_cast<decltype(Task::kind)*>(nullptr)));
  static_assert(AnswersForEveryMoment<CompleteTask>);
}

TEST(Behaviour, AMisspeltHandlerIsAMissingOne) {
  static_assert(!AnswersForEveryMoment<MisspeltTask>);
}

}  // namespace
}  // namespace baton::core
