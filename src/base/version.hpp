// The version of this engine: that of the CMake project.
#pragma once

#include <string_view>

namespace baton {

extern const std::string_view kVersion;  // "0.1.0"

}  // namespace baton
