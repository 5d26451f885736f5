// An outcome that ends before its reader.
#include <baton/pattern/orchestrator.hpp>

#include <string_view>
#include "../parts.hpp"

using namespace baton::pattern;

struct Found {
  std::string_view id;
};
struct Orders {
  Dependency<parts::Store> store;
  std::variant<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
