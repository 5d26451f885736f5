// A machine that keeps every rule.
#include <baton/pattern/machine.hpp>

#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
