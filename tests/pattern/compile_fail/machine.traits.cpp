// Traits that do not say what the outcome of an intent is.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  void outcome();
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
