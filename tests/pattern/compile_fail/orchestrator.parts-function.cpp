// A dependency on a function.
#include <baton/pattern/orchestrator.hpp>

#include <functional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  Dependency<std::function<void()>> other;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
