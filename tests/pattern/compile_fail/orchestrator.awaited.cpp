// A coroutine type that is not Baton's.
#include <baton/pattern/orchestrator.hpp>

#include <coroutine>
#include "../parts.hpp"

using namespace baton::pattern;

struct Task {
  bool await_ready();
  void await_suspend(std::coroutine_handle<> waiting);
  parts::Result await_resume();
};
struct Orders {
  Dependency<parts::Store> store;
  Task run(std::string id) const;
};
static_assert(is_orchestrator<Orders>());
