// An event that ends before its reader.
#include <baton/pattern/machine.hpp>

#include <string_view>
#include "../parts.hpp"

using namespace baton::pattern;

struct Heard {
  std::string_view who;
};
struct Door {
  using State = std::variant<parts::Open>;
  using Event = std::variant<Heard>;
  using Intent = std::variant<parts::Tell>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
