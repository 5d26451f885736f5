// An argument that run() does not take.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;

  parts::Result run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(4711));
}
