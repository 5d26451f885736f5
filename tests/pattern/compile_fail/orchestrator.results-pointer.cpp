// A pointer may be null, and a smart one too.
#include <baton/pattern/orchestrator.hpp>

#include <memory>

#include "../parts.hpp"

struct Orders {
  baton::pattern::Dependency<parts::Store> store;
  std::variant<std::unique_ptr<parts::Done>, parts::Missing> run(const std::string& id, parts::Session& session) const;
};
static_assert(baton::pattern::is_orchestrator<Orders>());
