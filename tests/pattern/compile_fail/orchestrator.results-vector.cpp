// A container is no outcome.
#include <baton/pattern/orchestrator.hpp>

#include <vector>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::variant<std::vector<parts::Done>, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
