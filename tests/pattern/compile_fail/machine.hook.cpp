// A misspelt end: the machine would never end.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::optional<MachineEnd> ended(const Door::State&) { return std::nullopt; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
