// A session with which a store can commit.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Unit {
  struct Error {
    bool may_be_committed = false;
  };
  struct Session {
    using Part = RequestPart;
    std::expected<void, Error> commit();
  };
  std::expected<Session, Error> begin();
};
struct Orders {
  Dependency<parts::Store> store;

  parts::Result run(const std::string& id, Unit::Session& session) const;
};

void process(const Transactional<Orders, Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
