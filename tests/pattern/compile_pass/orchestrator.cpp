// Orchestrators that keep every rule: results as std::variant, std::expected and awaited; five dependencies with a reason.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  baton::pattern::Dependency<parts::Gateway> gateway;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());

struct AwaitedOrders {
  baton::pattern::Dependency<parts::Store> store;

  baton::Async<std::expected<parts::Done, parts::Missing>> run(const std::string& id) const noexcept;
};
static_assert(baton::pattern::is_orchestrator<AwaitedOrders>());

struct Billing {
  baton::pattern::Dependency<parts::Store> orders;
  baton::pattern::Dependency<parts::Store> users;
  baton::pattern::Dependency<parts::Gateway> payment;
  baton::pattern::Dependency<parts::Gateway> mail;
  baton::pattern::Dependency<parts::Gateway> tax;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
template <>
inline constexpr baton::pattern::DependencyException baton::pattern::dependency_exception<Billing> = {
    .limit = 5, .because = "the tax office is asked between reservation and charge"};
static_assert(baton::pattern::is_orchestrator<Billing>());
