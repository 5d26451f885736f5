#include "engine/requests/wait.hpp"

#include "engine/errors.hpp"

namespace baton::engine::requests {

Result<InstanceView> Wait::look_once(Desk& desk) const {
  auto over = look(desk);
  if (!over) return std::unexpected(std::move(over).error());
  if (*over) return **std::move(over);
  return std::unexpected(read_only());
}

}  // namespace baton::engine::requests
