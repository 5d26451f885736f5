// What is awaited is moved.
#include <baton/async.hpp>

#include <utility>

baton::Async<int> ask();

baton::Async<int> twice() {
  auto asked = ask();
  const int first = co_await std::move(asked);
  co_return first + co_await ask();
}
