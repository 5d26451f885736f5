// A misspelt upgrade: older states would be read as they are.
#include "../durable_door.hpp"

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static std::expected<Door::State, std::string> upgrades(int, const Value&) { return Open{}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
