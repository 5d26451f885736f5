// The three byte encodings that HTTP calls need.
#pragma once

#include <string>
#include <string_view>

namespace baton::http {

// RFC 4648, section 4, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

// RFC 3986: everything but the unreserved characters as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

// ISO-8859-1 as UTF-8.
[[nodiscard]] std::string utf8_from_latin1(std::string_view bytes);

}  // namespace baton::http
