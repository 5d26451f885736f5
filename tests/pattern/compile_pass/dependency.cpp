// Dependencies are copied with what holds them; one on a derived class is one on its base.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

struct Journal : parts::Store {};
struct Printer {};
template <>
inline constexpr baton::pattern::GatewayPart baton::pattern::part_of<Printer> = {};

struct Orders {
  baton::pattern::Dependency<const parts::Store> store;
  const baton::pattern::Dependency<Printer> printer;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());

struct Supervisor {
  baton::pattern::Dependency<const Orders> orders;

  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Supervisor>());

Orders copy(const Orders& orders) {
  return orders;
}
Orders make(baton::pattern::Dependency<Journal> journal, Printer& printer) {
  return {.store = journal, .printer = printer};
}
