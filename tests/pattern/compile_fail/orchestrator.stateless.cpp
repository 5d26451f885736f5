// A counter is a state of its own.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  int processed = 0;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
