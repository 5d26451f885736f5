// More than four dependencies, and a reason that says nothing.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store1;
  Dependency<parts::Store> store2;
  Dependency<parts::Store> store3;
  Dependency<parts::Store> store4;
  Dependency<parts::Store> store5;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
template <>
inline constexpr DependencyException baton::pattern::dependency_exception<Orders> = {.limit = 5, .because = "  . "};
static_assert(is_orchestrator<Orders>());
