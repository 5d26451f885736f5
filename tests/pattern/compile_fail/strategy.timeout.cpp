// A time limit of what blocks its thread.
#include <baton/pattern/timeout.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

parts::Result ask();
baton::Async<void> timer(std::chrono::milliseconds limit);

auto step() {
  return &ask | timeout(std::chrono::seconds(1), &timer, [] { return parts::Result(parts::Missing()); });
}
