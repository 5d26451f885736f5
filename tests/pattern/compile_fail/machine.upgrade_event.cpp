// An upgrade of events that does not ask from which format.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::expected<Door::Event, std::string> upgrade_event(const Value&) { return Push{}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
