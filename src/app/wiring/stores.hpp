// Store URLs: which store each names.
#pragma once

#include "runtime/ports/store.hpp"

#include <baton/engine.hpp>

#include <memory>
#include <string_view>

namespace baton::app {

// InvalidArgument for what is no URL of a store that this version has.
[[nodiscard]] Result<std::unique_ptr<runtime::Store>> open_store(std::string_view url, EngineOptions::Mode mode);

}  // namespace baton::app
