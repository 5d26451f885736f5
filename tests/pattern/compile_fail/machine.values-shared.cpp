// A state that is shared.
#include <baton/pattern/machine.hpp>

#include <memory>
#include <vector>
#include "../parts.hpp"

using namespace baton::pattern;

struct Locked {
  std::vector<std::shared_ptr<const int>> by;
};
struct Door {
  using State = std::variant<Locked>;
  using Event = std::variant<parts::Close>;
  using Intent = std::variant<parts::Tell>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
