// What cannot be copied cannot be both the caller's and the undo's.
#include <baton/pattern/saga.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Ticket {
  Ticket() = default;
  Ticket(Ticket&&) = default;
  Ticket& operator=(Ticket&&) = default;
};
std::expected<Ticket, parts::Missing> attempt();

void reserve(Saga& saga) {
  static_cast<void>(saga.run("reserve", &attempt | compensate([](const Ticket&) {})));
}
