// A topic that compares, and nothing to compare with.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {baton::Topic<Push>{.type = "door.push", .by = "data.door"}};
  static baton::Listeners<Door> listening(const Door::State&) { return baton::Listeners<Door>().to<Push>(); }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
