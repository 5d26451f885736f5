// A smart pointer may be null, too.
#include <baton/pattern/orchestrator.hpp>

#include <memory>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  parts::Result run(const std::string& id, const std::shared_ptr<parts::Session>& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
