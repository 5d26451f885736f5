// Classes of ASCII characters, without a locale.
#pragma once

namespace baton::schema::ascii {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_letter_or_digit(char c) {
  return is_digit(c) || is_letter(c);
}
constexpr bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
// Of a hexadecimal digit.
constexpr unsigned value_of(char digit) {
  return static_cast<unsigned>(is_digit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
}
constexpr bool is_beyond(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace baton::schema::ascii
