// A pointer in an outcome.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Found {
  const int* count;
};
struct Orders {
  Dependency<parts::Store> store;
  std::variant<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
