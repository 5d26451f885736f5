// What came from outside is handed on as it came.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  std::variant<baton::pattern::Untranslated<std::string>, parts::Missing> run(const std::string& id) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
