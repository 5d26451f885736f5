// It listens to an event that has no topic.
#include "../durable_door.hpp"

struct Knock {};
BOOST_DESCRIBE_STRUCT(Knock, (), ())

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::tuple topics = {baton::Topic<Push>{.type = "door.push"}};
  static baton::Listeners<Door> listening(const Door::State&) { return baton::Listeners<Door>().to<Knock>(); }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
