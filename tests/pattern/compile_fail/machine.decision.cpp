// Only the next state: what is to be done would have to be done by the machine.
#include <baton/pattern/machine.hpp>

#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell>;
  static State handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
