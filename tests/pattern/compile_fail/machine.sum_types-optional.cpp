// A state that may be nothing.
#include <baton/pattern/machine.hpp>

#include <optional>
#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::optional<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
