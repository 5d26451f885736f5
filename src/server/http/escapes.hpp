// Percent-encoding (RFC 3986), read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::server {

// Valid UTF-8 without control characters, or nothing. `plus`: what a '+' stands for.
[[nodiscard]] std::optional<std::string> unescaped(std::string_view text, char plus);

}  // namespace baton::server
