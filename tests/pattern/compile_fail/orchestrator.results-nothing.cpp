// Returning nothing leaves only exceptions to tell what happened.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  void run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
