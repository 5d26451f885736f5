// An upgrade that cannot say why it is none.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::optional<Door::State> upgrade(int, const Value&) { return Open{}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
