#include "webhooks/signature.hpp"

#include "base/sha256.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace baton::webhooks {
namespace {

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string sha256_bytes(std::string_view message) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  const std::string hex = sha256_hex(message);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

// nullopt: it is no base64.
std::optional<std::string> bytes_of_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64Digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    group = (group << 6) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((group >> bits) & 0xff);
  }
  return bytes;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view message) {
  constexpr std::size_t block = 64;
  std::string padded = key.size() > block ? sha256_bytes(key) : std::string(key);
  padded.resize(block, '\0');
  std::string inner = padded;
  std::string outer = padded;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return sha256_bytes(outer + sha256_bytes(inner.append(message)));
}

std::string base64_of(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = (group << 8) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j > bytes.size() ? '=' : kBase64Digits[(group >> (18 - 6 * j)) & 0x3f];
    }
  }
  return text;
}

std::string key_of_secret(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  if (!secret.starts_with(prefix)) return std::string(secret);
  return bytes_of_base64(secret.substr(prefix.size())).value_or(std::string(secret));
}

std::string signatures_of(const SignedMessage& message, const std::vector<std::string>& secrets) {
  std::string signed_text;
  signed_text.append(message.id).append(".").append(message.timestamp).append(".").append(message.body);
  std::string signatures;
  for (const std::string& secret : secrets) {
    signatures.append(signatures.empty() ? "v1," : " v1,")
        .append(base64_of(hmac_sha256(key_of_secret(secret), signed_text)));
  }
  return signatures;
}

}  // namespace baton::webhooks
