// An intent that is a function.
#include <baton/pattern/machine.hpp>

#include <functional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Call {
  std::function<void()> what;
};
struct Door {
  using State = std::variant<parts::Open>;
  using Event = std::variant<parts::Close>;
  using Intent = std::variant<Call>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
