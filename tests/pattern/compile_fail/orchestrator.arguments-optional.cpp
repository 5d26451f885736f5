// An argument that may be missing.
#include <baton/pattern/orchestrator.hpp>

#include <optional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(std::optional<std::string> given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
