// Which names instances may have.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::runtime {

// Is this a name an instance may have? The reason if not.
[[nodiscard]] std::optional<std::string> invalid_instance_id(std::string_view id);

}  // namespace baton::runtime
