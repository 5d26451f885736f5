// A class that does not say what it does.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Mailer {
  void send(const std::string& text);
};
struct Orders {
  Dependency<parts::Store> store;
  Dependency<Mailer> other;
  parts::Result run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
