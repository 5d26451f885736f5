// Traits that give two states one name: what is stored as the second would be read as the first.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::array states = {"open", "open"};
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
