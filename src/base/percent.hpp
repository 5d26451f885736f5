// Percent-encoding, as URIs have it (RFC 3986, 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton {

// The bytes that the text stands for; nullopt if no two hexadecimal digits follow a "%".
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace baton
