// A class with a constructor and private parts is not a plain model of its dependencies.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

class Orders {
 public:
  explicit Orders(parts::Store& store) : store_(store) {}
  parts::Result run(const std::string& id, parts::Session& session) const;

 private:
  baton::pattern::Dependency<parts::Store> store_;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
