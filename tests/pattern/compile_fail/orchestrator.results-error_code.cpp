// A failure that is a number.
#include <baton/pattern/orchestrator.hpp>

#include <system_error>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::variant<parts::Done, std::error_code> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
