#include "engine/requests/wait.hpp"

#include "engine/errors.hpp"

namespace baton::engine::requests {

Result<std::optional<InstanceView>> Wait::look(Desk& desk, const Begun& begun) const {
  auto over = desk.look(id, until);
  if (!over || *over || begun.is_loaded) return over;
  if (auto readable = desk.find(id); !readable) return std::unexpected(std::move(readable).error());
  return over;
}

Result<InstanceView> Wait::look_once(Desk& desk) const {
  auto over = desk.look(id, until);
  if (!over) return std::unexpected(std::move(over).error());
  if (*over) return **std::move(over);
  return std::unexpected(read_only());
}

}  // namespace baton::engine::requests
