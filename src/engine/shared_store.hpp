// A store that several threads may call: one call at a time reaches the store itself.
#pragma once

#include "runtime/ports/store.hpp"

#include <memory>

namespace baton::engine {

[[nodiscard]] std::unique_ptr<runtime::Store> shared_store(std::unique_ptr<runtime::Store> store);

}  // namespace baton::engine
