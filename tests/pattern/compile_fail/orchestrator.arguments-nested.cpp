// A pointer, deep in what is given.
#include <baton/pattern/orchestrator.hpp>

#include <memory>
#include <vector>
#include "../parts.hpp"

using namespace baton::pattern;

struct Line {
  std::shared_ptr<const int> count;
};
struct Request {
  std::vector<Line> lines;
};
struct Orders {
  Dependency<parts::Store> store;
  parts::Result run(Request given, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
