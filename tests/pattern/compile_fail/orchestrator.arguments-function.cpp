// A function, which may be empty.
#include <baton/pattern/orchestrator.hpp>

#include <functional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(std::function<void()> given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
