// A pointer in a struct.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Request {
  const char* id;
};
struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(const Request& given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
