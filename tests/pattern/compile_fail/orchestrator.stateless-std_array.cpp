// Dependencies in a std::array.
#include <baton/pattern/orchestrator.hpp>

#include <array>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  std::array<Dependency<parts::Store>, 2> stores;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
