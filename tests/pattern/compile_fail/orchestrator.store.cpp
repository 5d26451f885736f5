// A store that holds a gateway.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Journal {
  using Part = StorePart;
  Dependency<parts::Gateway> gateway;
};
struct Orders {
  Dependency<parts::Store> store;
  Dependency<Journal> other;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
