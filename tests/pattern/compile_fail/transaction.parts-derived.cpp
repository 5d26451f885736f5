// A gateway whose intents cannot be recorded, because it is named itself.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Mail {};
struct Post : IntentGateway<Mail> {
  std::expected<void, NotExecuted> execute(const Mail& mail) override;
};
struct Orders {
  Dependency<parts::Store> store;
  Dependency<Post> post;

  parts::Result run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
