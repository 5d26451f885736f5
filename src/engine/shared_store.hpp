// A store that several threads may call: one call at a time reaches the store itself. In a process that is forked from the
// one in which it was made, every call fails.
#pragma once

#include "runtime/ports/store.hpp"

#include <memory>

namespace baton::engine {

[[nodiscard]] std::unique_ptr<runtime::Store> shared_store(std::unique_ptr<runtime::Store> store);

}  // namespace baton::engine
