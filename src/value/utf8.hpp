// UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::utf8 {

// The length of the well-formed character that `text` starts with; 0 if there is none.
[[nodiscard]] std::size_t character_length(std::string_view text) noexcept;

// The position of the first byte that is not well-formed; text.size() if all is well.
[[nodiscard]] std::size_t find_invalid(std::string_view text) noexcept;

// How many characters valid text has. In other text, each byte that begins none is left out.
[[nodiscard]] std::size_t count(std::string_view text) noexcept;
[[nodiscard]] constexpr bool begins_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

void append(std::string& out, std::uint32_t code_point);

// The character at the start of valid, non-empty text.
struct Decoded {
  std::uint32_t code_point;
  std::size_t length;
};
[[nodiscard]] Decoded decode(std::string_view text) noexcept;

// Is this valid text without control characters and noncharacters? Those are what CloudEvents does not allow in an attribute.
[[nodiscard]] bool is_plain(std::string_view text) noexcept;

// Each maximal ill-formed part becomes one U+FFFD.
[[nodiscard]] std::string repair(std::string_view text);

// The text itself where it is valid, and repaired where it is not.
[[nodiscard]] std::string valid(std::string text);

}  // namespace baton::utf8
