// A dependency on a container.
#include <baton/pattern/orchestrator.hpp>

#include <map>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  Dependency<std::map<std::string, int>> other;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
