// A topic that is not in a tuple.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr baton::Topic<Push> topics = {.type = "door.push"};
  static baton::Listeners<Door> listening(const Door::State&) { return {}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
