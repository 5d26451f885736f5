// A step without an undo.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result reserve();

void process(Saga& saga) {
  static_cast<void>(saga.run("reserve", &reserve));
}
