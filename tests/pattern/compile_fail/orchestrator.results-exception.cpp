// An exception handed back is an exception for control flow.
#include <baton/pattern/orchestrator.hpp>

#include <stdexcept>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  std::expected<parts::Done, std::runtime_error> run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
