#include "pattern/door.hpp"

#include <gtest/gtest.h>

namespace baton::pattern {
namespace {

using tests::Door;

struct Nothing {};
struct OfInstance : Door {
  Decision<State, Intent> handle(const State& state, const Event& event);
};
struct TakesByValue : Door {
  static Decision<State, Intent> handle(State state, Event event);
};

TEST(Machine, IsKnownByItsTypesAndItsHandle) {
  static_assert(is_machine<Door>());
  static_assert(Machine<Door>);
  static_assert(Machine<TakesByValue>);
  static_assert(!Machine<Nothing>);
  static_assert(!Machine<OfInstance>);
  static_assert(!Machine<int>);
}

TEST(Machine, DecidesWithoutAnythingAround) {
  const auto decision = Door::handle(Door::Open{}, Door::Close{{"porter"}});
  EXPECT_EQ(decision, (Decision<Door::State, Door::Intent>{.next = Door::Closed{}, .intents = {Door::Tell{"porter"}}}));
}

TEST(Decision, HasNoIntentsByDefault) {
  EXPECT_TRUE((Decision<Door::State, Door::Intent>{.next = Door::Open{}}.intents.empty()));
}

}  // namespace
}  // namespace baton::pattern
