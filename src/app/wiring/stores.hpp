// Store URLs: which store each names.
#pragma once

#include "runtime/ports/store.hpp"

#include <baton/engine.hpp>

#include <memory>
#include <string_view>

namespace baton::app {

// InvalidArgument if this version has no store for the URL.
[[nodiscard]] Result<std::unique_ptr<runtime::Store>> open_store(std::string_view url, EngineOptions::Mode mode);

}  // namespace baton::app
