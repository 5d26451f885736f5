// An upgrade that does not ask from which format.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::expected<Door::State, std::string> upgrade(const Value&) { return Open{}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
