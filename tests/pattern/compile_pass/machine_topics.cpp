// A machine that listens, with each form of topics.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {
      baton::Topic<Push>{.type = "door.push", .by = "data.door.number"},
      baton::Topic<Push>{
          .type = "door.kick", .by = "subject", .read = [](const baton::CloudEvent&) { return Push{}; }}};
  static baton::Listeners<Door> listening(const Door::State& state) {
    baton::Listeners<Door> open;
    if (std::holds_alternative<Open>(state)) open.to<Push>(7);
    return open;
  }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
