// What is inherited is not seen.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Base {};

struct Orders : Base {
  baton::pattern::Dependency<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
