// An optional in a pair.
#include <baton/pattern/orchestrator.hpp>

#include <optional>
#include <utility>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(const std::pair<int, std::optional<int>>& given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
