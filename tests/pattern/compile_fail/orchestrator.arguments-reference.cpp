// A reference that can be copied.
#include <baton/pattern/orchestrator.hpp>

#include <functional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(std::reference_wrapper<const int> given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
