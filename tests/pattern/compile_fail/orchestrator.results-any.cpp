// An outcome that may be anything.
#include <baton/pattern/orchestrator.hpp>

#include <any>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::variant<parts::Done, std::any> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
