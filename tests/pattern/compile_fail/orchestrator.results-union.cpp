// An outcome of which nobody knows what it holds.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

union Number {
  int whole;
  float part;
};
struct Found {
  Number number;
};
struct Orders {
  Dependency<parts::Store> store;
  std::variant<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
