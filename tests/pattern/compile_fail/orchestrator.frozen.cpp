// A run that may change the orchestrator.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session);
};
static_assert(baton::pattern::is_orchestrator<Orders>());
