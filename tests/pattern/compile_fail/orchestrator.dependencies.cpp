// An orchestrator without fields reaches its stores some other way.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
