// A topic of events without a type.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {baton::Topic<Push>{}};
  static baton::Listeners<Door> listening(const Door::State&) { return {}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
