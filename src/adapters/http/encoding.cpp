#include "adapters/http/encoding.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace baton::http {
namespace {

constexpr std::string_view kBase64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHexDigits = "0123456789ABCDEF";
constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
    };
    const std::uint32_t bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kBase64Alphabet[bits >> 18];
    out += kBase64Alphabet[bits >> 12 & 63];
    out += bytes.size() > 1 ? kBase64Alphabet[bits >> 6 & 63] : '=';
    out += bytes.size() > 2 ? kBase64Alphabet[bits & 63] : '=';
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (kUnreserved.contains(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::string utf8_from_latin1(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) utf8::append(out, static_cast<unsigned char>(c));
  return out;
}

}  // namespace baton::http
