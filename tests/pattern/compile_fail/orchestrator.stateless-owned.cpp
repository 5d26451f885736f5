// An owned store is not injected.
#include <baton/pattern/orchestrator.hpp>

#include <memory>

#include "../parts.hpp"

struct Orders {
  std::unique_ptr<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
