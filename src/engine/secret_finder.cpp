#include "engine/secret_finder.hpp"

#include "engine/limits.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

static_assert(kSecretPart <= Grams::kLongest);

// Long texts are searched in pieces of this size, each of which begins in the one before it: by more than the longest
// encoding of a part takes.
constexpr std::size_t kPiece = std::size_t{16} << 10;
constexpr std::size_t kOverlap = 256;
// Encodings one upon the other.
constexpr int kDecodings = 2;

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBase16 = "0123456789abcdef";

std::string mapped(std::string_view text, char (*map)(char)) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), map);
  return out;
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char standard_base64(char c) {
  return c == '-' ? '+' : c == '_' ? '/' : c;
}

// The digits, of so many bits each, that depend on the secret alone where `before` other bytes come before it.
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

std::size_t slot(std::uint64_t gram) {
  return gram * 0x9E3779B97F4A7C15U >> 48U;
}

// What an escape at the start of a text stands for.
struct Escape {
  std::string meaning;
  std::size_t length;
};
using Decode = std::optional<Escape> (*)(std::string_view);

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<Escape> character(std::optional<std::uint32_t> code_point, std::size_t length) {
  if (!code_point || *code_point > 0x10FFFF) return std::nullopt;
  Escape escape{.meaning = {}, .length = length};
  utf8::append(escape.meaning, *code_point);
  return escape;
}

std::optional<Escape> percent(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const auto byte = number(text.substr(1, 2), 16);
  if (!byte) return std::nullopt;
  return Escape{.meaning = std::string(1, static_cast<char>(*byte)), .length = 3};
}

std::optional<Escape> form_space(std::string_view text) {
  if (!text.starts_with('+')) return std::nullopt;
  return Escape{.meaning = " ", .length = 1};
}

std::optional<Escape> json(std::string_view text) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (text.size() < 2 || text[0] != '\\') return std::nullopt;
  if (const std::size_t known = letters.find(text[1]); known != std::string_view::npos) {
    return Escape{.meaning = std::string(1, meanings[known]), .length = 2};
  }
  if (text[1] == 'x' && text.size() >= 4)
    return character(number(text.substr(2, 2), 16), 4);  // of JavaScript and others
  if (text[1] != 'u' || text.size() < 6) return std::nullopt;
  const auto high = number(text.substr(2, 4), 16);
  if (!high || *high < 0xD800 || *high >= 0xDC00) return character(high, 6);
  if (text.size() < 12 || !text.substr(6).starts_with("\\u")) return std::nullopt;
  const auto low = number(text.substr(8, 4), 16);
  if (!low || *low < 0xDC00 || *low >= 0xE000) return std::nullopt;
  return character(0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00), 12);
}

std::optional<Escape> markup(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names = {
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}}};
  if (!text.starts_with('&')) return std::nullopt;
  for (const auto& [name, meaning] : names) {
    if (text.starts_with(name)) return Escape{.meaning = std::string(meaning), .length = name.size()};
  }
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 3 || text[1] != '#') return std::nullopt;
  const bool is_hexadecimal = text[2] == 'x' || text[2] == 'X';
  const std::string_view digits = text.substr(is_hexadecimal ? 3 : 2, end - (is_hexadecimal ? 3 : 2));
  return character(number(digits, is_hexadecimal ? 16 : 10), end + 1);
}

constexpr std::array<std::pair<char, Decode>, 4> kEscapes = {
    {{'%', percent}, {'+', form_space}, {'\\', json}, {'&', markup}}};

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

void Grams::add(std::string_view text) {
  const std::size_t length = std::min(text.size(), kSecretPart);
  for (std::size_t at = 0; at + length <= text.size(); ++at) {
    std::uint64_t gram = 0;
    for (const char c : text.substr(at, length)) gram = gram << 8U | static_cast<unsigned char>(c);
    of_length_[length].insert(gram);
    filter_.set(slot(gram));
  }
}

void Grams::find(std::string_view text, std::vector<TextRange>& found) const {
  for (std::size_t length = 1; length <= kLongest; ++length) {
    if (of_length_[length].empty()) continue;
    const std::uint64_t mask = ~std::uint64_t{0} >> (64 - 8 * length);
    std::uint64_t gram = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      gram = (gram << 8U | static_cast<unsigned char>(text[at])) & mask;
      if (at + 1 < length || !filter_.test(slot(gram)) || !of_length_[length].contains(gram)) continue;
      found.push_back({.begin = at + 1 - length, .end = at + 1});
    }
  }
}

// A piece of text, perhaps decoded, and where each of its bytes comes from.
struct SecretFinder::View {
  std::string bytes;
  std::vector<TextRange> sources;

  // nullopt: there is nothing to decode.
  [[nodiscard]] std::optional<View> decoded(char mark, Decode decode) const {
    if (!bytes.contains(mark)) return std::nullopt;
    View view;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::optional<Escape> escape = decode(std::string_view(bytes).substr(at));
      const std::size_t length = escape ? escape->length : 1;
      const TextRange source{.begin = sources[at].begin, .end = sources[at + length - 1].end};
      const std::string_view meaning = escape ? escape->meaning : std::string_view(bytes).substr(at, 1);
      view.bytes += meaning;
      view.sources.insert(view.sources.end(), meaning.size(), source);
      at += length;
    }
    return view;
  }
};

void SecretFinder::add(std::string_view secret) {
  if (secret.size() < kMinSecret) return;
  plain_.add(mapped(secret, lower));
  for (std::size_t before = 0; before < 3; ++before) base64_.add(digits(secret, kBase64, 6, before));
  for (std::size_t before = 0; before < 5; ++before) plain_.add(digits(secret, kBase32, 5, before));
  plain_.add(digits(secret, kBase16, 4, 0));
}

void SecretFinder::search(const View& view, int more_decodings, std::vector<TextRange>& found) const {
  std::vector<TextRange> here;
  plain_.find(mapped(view.bytes, lower), here);
  base64_.find(mapped(view.bytes, standard_base64), here);
  for (const TextRange& range : here) {
    found.push_back({.begin = view.sources[range.begin].begin, .end = view.sources[range.end - 1].end});
  }
  if (more_decodings == 0) return;
  for (const auto& [mark, decode] : kEscapes) {
    if (const auto decoded = view.decoded(mark, decode)) search(*decoded, more_decodings - 1, found);
  }
}

std::vector<TextRange> SecretFinder::find(std::string_view text) const {
  std::vector<TextRange> found;
  if (text.size() < kMinSecret) return found;
  for (std::size_t begin = 0; begin < text.size(); begin += kPiece) {
    View view{.bytes = std::string(text.substr(begin, kPiece + kOverlap)), .sources = {}};
    view.sources.reserve(view.bytes.size());
    for (std::size_t at = 0; at < view.bytes.size(); ++at) view.sources.push_back({begin + at, begin + at + 1});
    search(view, kDecodings, found);
  }
  return tidied(text, std::move(found));
}

}  // namespace baton::engine
