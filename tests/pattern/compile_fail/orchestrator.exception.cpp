// More than four dependencies, and no reason given.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> orders;
  baton::pattern::Dependency<parts::Store> users;
  baton::pattern::Dependency<parts::Gateway> payment;
  baton::pattern::Dependency<parts::Gateway> mail;
  baton::pattern::Dependency<parts::Gateway> stock;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
template <>
inline constexpr baton::pattern::DependencyException baton::pattern::dependency_exception<Orders> = {.limit = 5};
static_assert(baton::pattern::is_orchestrator<Orders>());
