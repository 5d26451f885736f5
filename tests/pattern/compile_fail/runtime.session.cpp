// A store that does not work in the session.
#include <baton/pattern/transactional_runtime.hpp>

#include <optional>
#include "../parts.hpp"

using namespace baton::pattern;

struct Doors {
  using Part = StorePart;
  std::optional<parts::Door::State> load(const std::string& id);
  void save(const std::string& id, const parts::Door::State& state);
};

void close(const TransactionalRuntime<parts::Door, Doors, parts::Unit, std::string>& door) {
  static_cast<void>(door.run(std::string("front"), parts::Close{}));
}
