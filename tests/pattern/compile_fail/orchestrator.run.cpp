// No coordination method.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
