// A view inside of an argument.
#include <baton/pattern/orchestrator.hpp>

#include <string_view>
#include "../parts.hpp"

using namespace baton::pattern;

struct Request {
  std::string_view id;
};
struct Orders {
  Dependency<parts::Store> store;
  baton::Async<parts::Result> run(Request request) const;
};
static_assert(is_orchestrator<Orders>());
