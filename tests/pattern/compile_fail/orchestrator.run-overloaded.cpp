// Two coordination methods are two orchestrators.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session) const;
  parts::Result run(int id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
