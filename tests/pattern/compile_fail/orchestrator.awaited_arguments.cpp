// A reference that is gone when the coroutine uses it.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  baton::Async<parts::Result> run(const std::string& id) const;
};
static_assert(is_orchestrator<Orders>());
