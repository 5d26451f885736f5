// A store in the session, a gateway whose intents wait for the commit, and one that is keyed.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Mail {};
struct Charge {};

struct Orders {
  Dependency<parts::Store> store;
  Dependency<IntentGateway<Mail>> mail;
  Dependency<KeyedGateway<Charge, parts::Result>> cards;

  parts::Result run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
