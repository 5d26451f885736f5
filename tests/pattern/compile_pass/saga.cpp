// Steps whose undo takes what they succeeded with, or nothing; it may tell why it failed.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

std::expected<parts::Done, parts::Missing> attempt();

void reserve(Saga& saga) {
  static_cast<void>(saga.run("reserve", &attempt | compensate([](const parts::Done&) {})));
  static_cast<void>(saga.run("charge", &attempt | compensate([] { return Saga::UndoResult{}; })));
  saga.complete();
}

auto decided() {
  return undo_on_failure([](Saga& saga) { return saga.run("reserve", &attempt | compensate([] {})); });
}
