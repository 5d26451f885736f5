// What is awaited may not be awaited again, so it is moved.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

baton::Async<parts::Done> ask();

baton::Async<parts::Done> again() {
  auto asked = ask();
  co_return co_await asked;
}
