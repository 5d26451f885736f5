// A timer that blocks its thread.
#include <baton/pattern/timeout.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

baton::Async<parts::Result> ask();
void timer(std::chrono::milliseconds limit);

auto step() {
  return &ask | timeout(std::chrono::seconds(1), &timer, [] { return parts::Result(parts::Missing()); });
}
