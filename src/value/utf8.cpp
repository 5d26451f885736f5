#include "value/utf8.hpp"

#include <cstring>

namespace baton::utf8 {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<std::uint8_t>(text[at]);
}

bool in_range(std::string_view text, std::size_t at, std::uint8_t low, std::uint8_t high) noexcept {
  return at < text.size() && byte_at(text, at) >= low && byte_at(text, at) <= high;
}

// What a lead byte demands (Unicode 15, table 3-7): the length and the range of the second byte.
struct Lead {
  std::size_t length = 0;
  std::uint8_t second_low = 0x80;
  std::uint8_t second_high = 0xBF;
};

Lead lead(std::uint8_t byte) noexcept {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

// How many bytes at the start could begin a well-formed character: its length if all are there.
struct Prefix {
  std::size_t matched;
  bool complete;
};

Prefix prefix(std::string_view text) noexcept {
  if (text.empty()) return {0, false};
  const Lead expected = lead(byte_at(text, 0));
  if (expected.length == 0) return {1, false};
  for (std::size_t at = 1; at < expected.length; ++at) {
    const bool second = at == 1;
    if (!in_range(text, at, second ? expected.second_low : 0x80, second ? expected.second_high : 0xBF)) {
      return {at, false};
    }
  }
  return {expected.length, true};
}

}  // namespace

std::size_t character_length(std::string_view text) noexcept {
  const Prefix found = prefix(text);
  return found.complete ? found.matched : 0;
}

std::size_t find_invalid(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (at + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t length = character_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return at;
}

void append(std::string& out, std::uint32_t code_point) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | (code_point >> 6U));
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | (code_point >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code_point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t count(std::string_view text) noexcept {
  std::size_t characters = 0;
  for (const char byte : text) characters += begins_character(byte) ? 1 : 0;
  return characters;
}

Decoded decode(std::string_view text) noexcept {
  const std::size_t length = lead(byte_at(text, 0)).length;
  if (length <= 1) return {byte_at(text, 0), 1};
  std::uint32_t code_point = byte_at(text, 0) & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) code_point = (code_point << 6U) | (byte_at(text, at) & 0x3FU);
  return {code_point, length};
}

bool is_plain(std::string_view text) noexcept {
  if (find_invalid(text) != text.size()) return false;
  while (!text.empty()) {
    const auto [code_point, length] = decode(text);
    const bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    const bool is_no_character = (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFEU) == 0xFFFEU;
    if (is_control || is_no_character) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string repair(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  while (!text.empty()) {
    const std::size_t valid = find_invalid(text);
    out.append(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) break;
    append(out, 0xFFFD);
    text.remove_prefix(prefix(text).matched);
  }
  return out;
}

std::string valid(std::string text) {
  return find_invalid(text) == text.size() ? std::move(text) : repair(text);
}

}  // namespace baton::utf8
