// An outcome that may hold nothing.
#include <baton/pattern/orchestrator.hpp>

#include <optional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Found {
  std::optional<int> count;
};
struct Orders {
  Dependency<parts::Store> store;
  std::variant<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
