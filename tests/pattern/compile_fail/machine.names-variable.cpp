// Traits whose names may change while the program runs.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static inline std::array<const char*, 2> states = {"open", "closed"};
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
