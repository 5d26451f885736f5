// A bool that nobody reads: a failed undo would be lost.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result attempt();

void reserve(Saga& saga) {
  static_cast<void>(saga.run("reserve", &attempt | compensate([] { return false; })));
}
