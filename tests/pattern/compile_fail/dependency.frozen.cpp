// A store that is exchanged while the orchestrator lives.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};

void exchange(Orders& orders, parts::Store& other) {
  orders.store = other;
}
