// A state that is a text.
#include <baton/pattern/machine.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Door {
  using State = std::variant<parts::Open, std::string>;
  using Event = std::variant<parts::Close>;
  using Intent = std::variant<parts::Tell>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
