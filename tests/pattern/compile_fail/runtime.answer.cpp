// An answer that is not an event would not be decided upon.
#include <baton/pattern/runtime.hpp>

#include <optional>

#include "../parts.hpp"

struct Open {};
struct Close {};
struct Tell {};

struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};
struct Doors {
  std::optional<Door::State> load(const std::string& id);
  void save(const std::string& id, const Door::State& state);
};
struct Bell {
  bool execute(const Door::Intent& intent);
};

void close(Doors& doors, Bell& bell) {
  const baton::pattern::Runtime<Door, Doors, Bell> runtime{.store = doors, .gateway = bell};
  static_cast<void>(runtime.run(std::string("front"), Door::Event{Close{}}));
}
