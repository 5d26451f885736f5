// A dependency that comes with the request.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(Dependency<parts::Gateway> given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
