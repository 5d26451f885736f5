// A time limit without a result for the case that it is over.
#include <baton/pattern/timeout.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

baton::Async<parts::Result> ask();
baton::Async<void> timer(std::chrono::milliseconds limit);

auto step() {
  return &ask | timeout(std::chrono::seconds(1), &timer, [] {});
}
