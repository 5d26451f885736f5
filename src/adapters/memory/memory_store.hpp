// A store that lives and dies with its process: for tests, for trying things out, and as the plainest statement of what
// the port asks for.
#pragma once

#include "runtime/ports/store.hpp"

#include <baton/store/memory.hpp>

namespace baton::adapters {

using store::open_memory_store;

}  // namespace baton::adapters
