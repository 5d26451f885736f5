// A state that points.
#include <baton/pattern/machine.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Locked {
  int* by;
};
struct Door {
  using State = std::variant<Locked>;
  using Event = std::variant<parts::Close>;
  using Intent = std::variant<parts::Tell>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
