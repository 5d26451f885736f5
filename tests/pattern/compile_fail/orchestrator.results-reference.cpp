// An outcome that is elsewhere.
#include <baton/pattern/orchestrator.hpp>

#include <functional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  std::variant<parts::Done, std::reference_wrapper<parts::Missing>> run(const std::string& id,
                                                                        parts::Session& session) const;
};
static_assert(is_orchestrator<Orders>());
