// A plain reference is not told from the state it may be.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  parts::Store& store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
