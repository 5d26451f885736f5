// A C array of pointers in an outcome.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Found {
  int* counts[2];
};
struct Orders {
  Dependency<parts::Store> store;
  std::variant<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
