// A pointer, deep in an outcome.
#include <baton/pattern/orchestrator.hpp>

#include <array>
#include <map>
#include <memory>
#include "../parts.hpp"

using namespace baton::pattern;

struct Line {
  std::shared_ptr<const int> count;
};
struct Found {
  std::map<std::string, std::array<Line, 2>> lines;
};
struct Orders {
  Dependency<parts::Store> store;
  std::expected<Found, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
