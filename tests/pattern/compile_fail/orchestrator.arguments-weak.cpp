// An argument that may be gone.
#include <baton/pattern/orchestrator.hpp>

#include <memory>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(const std::weak_ptr<int>& given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
