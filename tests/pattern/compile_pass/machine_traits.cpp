// Traits that keep every rule, with each form of names.
#include "../durable_door.hpp"

#include <string_view>

struct Gate : Door {};

template <>
struct baton::MachineTraits<Door> : DoorTraits {
  static constexpr std::array<std::string_view, 2> states = {"open", "closed"};
  static constexpr const char* events[] = {"push"};
  static baton::Result<int> other();
};
template <>
struct baton::MachineTraits<Gate> : DoorTraits {
  static constexpr short format = 2;
  static std::expected<Gate::Decision, baton::Problem> start(const baton::Value&) {
    return Gate::Decision{Open{}, {Ring{}}};
  }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
  static_cast<void>(engine.add_machine<Gate>("gate"));
}
