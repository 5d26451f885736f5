// Traits that name a state with a null pointer.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::array<const char*, 2> states = {"open", nullptr};
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
