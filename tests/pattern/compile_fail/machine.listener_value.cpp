// A value that is compared with nothing.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {baton::Topic<Push>{.type = "door.push"}};
  static baton::Listeners<Door> listening(const Door::State&) { return baton::Listeners<Door>().to<Push>("front"); }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
