// A store in the session, a gateway whose intents wait for the commit, and one that is keyed.
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

struct Mail {};
struct CardGateway {
  using Part = GatewayPart;
  using Key = CommittedKey;
  parts::Result charge(std::uint64_t cents, const CommittedKey& key);
};

struct Orders {
  Dependency<parts::Store> store;
  Dependency<IntentGateway<Mail>> mail;
  Dependency<CardGateway> cards;

  parts::Result run(const std::string& id, Unit::Session& session) const;
};

void process(const Transactional<Orders, Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
