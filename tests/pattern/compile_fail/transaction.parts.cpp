// A dependency that does not declare whether it acts on the world.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Printer {};

struct Orders {
  Dependency<parts::Store> store;
  Dependency<Printer> printer;

  parts::Result run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
