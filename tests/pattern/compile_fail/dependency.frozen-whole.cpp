// An orchestrator that is assigned.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(const std::string& id, parts::Session& session) const;
};

void exchange(Orders& orders, const Orders& other) {
  orders = other;
}
