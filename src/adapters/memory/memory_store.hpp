// A store that lives and dies with its process: for tests, for trying things out, and as the plainest statement of what
// the port asks for.
#pragma once

#include "runtime/ports/store.hpp"

#include <memory>

namespace baton::adapters {

[[nodiscard]] std::unique_ptr<runtime::Store> open_memory_store();

}  // namespace baton::adapters
