// The machine does not say what it asks the world to do.
#include <baton/pattern/machine.hpp>

#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  static baton::pattern::Decision<State, std::variant<Tell>> handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
