// An outcome that does not say whether it is a failure would be committed.
#include <baton/pattern/transactional.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Refused {};
struct Orders {
  Dependency<parts::Store> store;

  std::variant<parts::Done, Refused, parts::Missing> run(const std::string& id, parts::Session& session) const;
};

void process(const Transactional<Orders, parts::Unit>& orders) {
  static_cast<void>(orders.run(std::string("4711")));
}
