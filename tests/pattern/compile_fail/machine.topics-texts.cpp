// Types of events alone do not say which events of the machine they become.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {"door.push"};
  static baton::Listeners<Door> listening(const Door::State&) { return {}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
