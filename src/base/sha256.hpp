// SHA-256 (FIPS 180-4), for digests of definitions.
#pragma once

#include <string>
#include <string_view>

namespace baton {

// The digest of the bytes, as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace baton
