// A missing value is not a result.
#include <baton/pattern/orchestrator.hpp>

#include <optional>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  std::optional<parts::Done> run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
