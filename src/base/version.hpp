// The version of this engine: CMake's project version.
#pragma once

#include <string_view>

namespace baton {

inline constexpr std::string_view kVersion = BATON_VERSION;

}  // namespace baton
