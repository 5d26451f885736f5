// A view whose text is gone when the coroutine uses it.
#include <baton/pattern/orchestrator.hpp>

#include <string_view>
#include "../parts.hpp"

using namespace baton::pattern;

struct Orders {
  Dependency<parts::Store> store;
  baton::Async<parts::Result> run(std::string_view id) const;
};
static_assert(is_orchestrator<Orders>());
