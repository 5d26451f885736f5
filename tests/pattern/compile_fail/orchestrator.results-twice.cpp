// Two outcomes that cannot be told apart.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::variant<parts::Done, parts::Done> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
