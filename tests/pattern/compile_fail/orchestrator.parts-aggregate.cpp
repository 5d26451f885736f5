// Several parts under one name, which is no orchestrator.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Parts {
  Dependency<parts::Store> store;
  Dependency<parts::Gateway> gateway;
};
struct Orders {
  Dependency<parts::Store> store;
  Dependency<Parts> other;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
