// An intent that owns something cannot be recorded, compared or repeated.
#include <baton/pattern/machine.hpp>

#include <variant>

struct Open {};
struct Close {};
struct Tell {};
struct Handle {
  Handle() = default;
  Handle(Handle&&) = default;
  Handle& operator=(Handle&&) = default;
};

struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell, Handle>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(baton::pattern::is_machine<Door>());
