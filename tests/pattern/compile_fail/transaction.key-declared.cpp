// A key that is declared, and not taken.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct CardGateway {
  using Part = GatewayPart;
  using Key = CommittedKey;
  parts::Result charge(std::uint64_t cents);
};
struct Orders {
  Dependency<parts::Store> store;
  Dependency<CardGateway> cards;

  parts::Result run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
