// What is no event of the machine.
#include <baton/pattern/runtime.hpp>

#include <optional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Doors {
  std::optional<parts::Door::State> load(const std::string& id);
  void save(const std::string& id, const parts::Door::State& state);
};
struct Bell {
  void execute(const parts::Door::Intent& intent);
};

void close(const Runtime<parts::Door, Doors, Bell>& door) {
  static_cast<void>(door.run(std::string("front"), 7));
}
