// A failure that is a text.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::expected<parts::Done, std::string> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
