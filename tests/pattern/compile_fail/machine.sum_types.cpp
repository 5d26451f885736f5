// An event that is a number says nothing of what happened.
#include <baton/pattern/machine.hpp>

#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::variant<Open>;
  using Event = int;
  using Intent = std::variant<Tell>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
