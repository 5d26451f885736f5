// A session lives for one request; an orchestrator for all of them.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  baton::pattern::Dependency<parts::Session> session;
  parts::Result run(const std::string& id) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
