// The events that tell of instances themselves.
#pragma once

#include <string_view>

namespace baton::core {

inline constexpr std::string_view kLifecyclePrefix = "io.serverlessworkflow.";
[[nodiscard]] constexpr bool is_lifecycle_type(std::string_view type) {
  return type.starts_with(kLifecyclePrefix);
}

}  // namespace baton::core
