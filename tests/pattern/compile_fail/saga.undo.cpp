// An undo that asks for something else than what the step succeeded with.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt();

void reserve(Saga& saga) {
  static_cast<void>(saga.run("reserve", &attempt | compensate([](const parts::Session&) {})));
}
