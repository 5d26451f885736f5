// A reference that is no Dependency.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  parts::Store& store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
