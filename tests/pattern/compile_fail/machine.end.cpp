// An end that takes an event: nobody would call it.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::optional<MachineEnd> end(const Door::Event&) { return std::nullopt; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
