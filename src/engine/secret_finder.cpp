#include "engine/secret_finder.hpp"

#include "engine/limits.hpp"
#include "engine/secret_scan.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBase16 = "0123456789abcdef";

// What is base64 is decoded in pieces of this many digits, each of which begins in the one before it: by more than the longest
// encoding of a part takes.
constexpr std::size_t kPiece = std::size_t{16} << 10;
constexpr std::size_t kOverlap = 1024;
static_assert(kPiece % 4 == 0 && kOverlap % 4 == 0);

// The digits, of this many bits each, that depend on the secret alone where `before` other bytes come before it.
std::string digits(std::string_view secret, std::string_view alphabet, std::size_t bits, std::size_t before) {
  std::string out;
  for (std::size_t digit = (8 * before + bits - 1) / bits; (digit + 1) * bits <= 8 * (before + secret.size());
       ++digit) {
    std::size_t value = 0;
    for (std::size_t bit = digit * bits - 8 * before; bit < (digit + 1) * bits - 8 * before; ++bit) {
      value = value << 1U | (static_cast<unsigned char>(secret[bit / 8]) >> (7 - bit % 8) & 1U);
    }
    out += alphabet[value];
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

using CodePoints = std::vector<std::uint32_t>;
CodePoints code_points(std::string_view text) {
  CodePoints out;
  while (!text.empty()) {
    const utf8::Decoded character = utf8::decode(text);
    out.push_back(character.code_point);
    text.remove_prefix(character.length);
  }
  return out;
}

struct Utf16 {
  std::string big_endian;
  std::string little_endian;
};
Utf16 utf16(const CodePoints& characters) {
  Utf16 out;
  const auto put = [&out](std::uint32_t unit) {
    const char high = static_cast<char>(unit >> 8U);
    const char low = static_cast<char>(unit & 0xFFU);
    out.big_endian += {high, low};
    out.little_endian += {low, high};
  };
  for (const std::uint32_t character : characters) {
    if (character < 0x10000) {
      put(character);
    } else {
      put(0xD800 + ((character - 0x10000) >> 10U));
      put(0xDC00 + ((character - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

std::optional<std::string> latin1(const CodePoints& characters) {
  std::string out;
  for (const std::uint32_t character : characters) {
    if (character > 0xFF) return std::nullopt;
    out += static_cast<char>(character);
  }
  return out;
}

// The value of each digit of base64, also of the one for URLs.
constexpr unsigned char kNoDigit = 64;
constexpr std::array<unsigned char, 256> base64_values() {
  std::array<unsigned char, 256> table{};
  table.fill(kNoDigit);
  for (std::size_t value = 0; value < kBase64.size(); ++value) {
    table[static_cast<unsigned char>(kBase64[value])] = static_cast<unsigned char>(value);
  }
  table['-'] = table['+'];
  table['_'] = table['/'];
  return table;
}
constexpr std::array<unsigned char, 256> kBase64Values = base64_values();

bool is_base64(char c) {
  return kBase64Values[static_cast<unsigned char>(c)] != kNoDigit;
}

std::uint32_t base64_value(char c) {
  return kBase64Values[static_cast<unsigned char>(c)];
}

// The whole bytes that the digits make.
std::string from_base64(std::string_view digits) {
  std::string bytes;
  bytes.resize_and_overwrite(digits.size() / 4 * 3 + 3, [&](char* out, std::size_t) {
    const char* const begin = out;
    const auto put = [&out](std::uint32_t bits) { *out++ = static_cast<char>(bits & 0xFFU); };
    for (; digits.size() >= 4; digits.remove_prefix(4)) {
      const std::uint32_t bits = base64_value(digits[0]) << 18U | base64_value(digits[1]) << 12U |
                                 base64_value(digits[2]) << 6U | base64_value(digits[3]);
      put(bits >> 16U);
      put(bits >> 8U);
      put(bits);
    }
    if (digits.size() >= 2) put(base64_value(digits[0]) << 2U | base64_value(digits[1]) >> 4U);
    if (digits.size() == 3) put(base64_value(digits[1]) << 4U | base64_value(digits[2]) >> 2U);
    return static_cast<std::size_t>(out - begin);
  });
  return bytes;
}

// The next digits of base64 that are this many at least; none at the end of the text.
TextRange next_base64(std::string_view text, std::size_t from, std::size_t fewest) {
  for (std::size_t begin = from; begin + fewest <= text.size();) {
    std::size_t end = begin + fewest;  // looks back from here, and so passes over most of the text
    while (end > begin && is_base64(text[end - 1])) --end;
    if (end > begin) {
      begin = end;
      continue;
    }
    end = begin + fewest;
    while (end < text.size() && is_base64(text[end])) ++end;
    return {.begin = begin, .end = end};
  }
  return {.begin = text.size(), .end = text.size()};
}

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
}

// Of whole characters, in order, with what touches made one.
std::vector<TextRange> tidied(std::string_view text, std::vector<TextRange> ranges) {
  for (TextRange& range : ranges) {
    while (range.begin > 0 && is_inside_character(text, range.begin)) --range.begin;
    while (is_inside_character(text, range.end)) ++range.end;
  }
  std::ranges::sort(ranges, {}, &TextRange::begin);
  std::vector<TextRange> apart;
  for (const TextRange& range : ranges) {
    if (!apart.empty() && range.begin <= apart.back().end) {
      apart.back().end = std::max(apart.back().end, range.end);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

}  // namespace

void SecretFinder::add(std::string_view secret) {
  if (secret.size() < kMinSecret) return;
  parts_.add(secret, SecretParts::AnyCase);
  for (std::size_t before = 0; before < 3; ++before) {
    parts_.add(digits(secret, kBase64, 6, before), SecretParts::AnyBase64);
  }
  for (std::size_t before = 0; before < 5; ++before) {
    parts_.add(digits(secret, kBase32, 5, before), SecretParts::AnyCase);
  }
  parts_.add(digits(secret, kBase16, 4, 0), SecretParts::AnyCase);
  if (!is_ascii(secret)) add_in_other_charsets(secret);
}

// Of ASCII these need no parts of their own: Latin-1 is the same, and the zeros of UTF-16 are passed over.
void SecretFinder::add_in_other_charsets(std::string_view secret) {
  const CodePoints characters = code_points(secret);
  const Utf16 wide = utf16(characters);
  parts_.add(wide.big_endian, SecretParts::AnyCase);
  parts_.add(wide.little_endian, SecretParts::AnyCase);
  if (const auto narrow = latin1(characters)) parts_.add(*narrow, SecretParts::AnyCase);
}

std::vector<TextRange> SecretFinder::find(std::string_view text) const {
  if (parts_.empty() || text.size() < kMinSecret) return {};
  std::vector<TextRange> found = search(text, kMaxSecretBase64);
  return found.empty() ? found : tidied(text, std::move(found));
}

std::vector<TextRange> SecretFinder::search(std::string_view text, std::size_t base64_levels) const {
  std::vector<TextRange> found = SecretScan(parts_, text).run();
  if (base64_levels == 0) return found;
  const std::size_t fewest = (parts_.shortest() * 8 + 5) / 6;  // digits that a part takes
  for (TextRange run = next_base64(text, 0, fewest); run.begin < text.size();
       run = next_base64(text, run.end, fewest)) {
    for (std::size_t at = run.begin; at + fewest <= run.end; at += kPiece) {
      const std::string_view piece = text.substr(at, std::min(run.end - at, kPiece + kOverlap));
      for (const TextRange& range : search_base64(piece, base64_levels - 1)) {
        found.push_back({.begin = at + range.begin, .end = at + range.end});
      }
    }
  }
  return found;
}

// The digits may begin inside of four that belong together.
std::vector<TextRange> SecretFinder::search_base64(std::string_view digits, std::size_t more_levels) const {
  std::vector<TextRange> found;
  for (std::size_t first = 0; first < 4 && first < digits.size(); ++first) {
    for (const TextRange& range : search(from_base64(digits.substr(first)), more_levels)) {
      found.push_back({.begin = first + range.begin * 8 / 6, .end = first + (range.end * 8 + 5) / 6});
    }
  }
  return found;
}

}  // namespace baton::engine
