#include "base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace baton {
namespace {

using V4 = IpAddress::V4;
using V6 = IpAddress::V6;

constexpr unsigned kMappedBits = 96;
constexpr V6 kAnyAddress{};
constexpr V6 kLoopbackAddress{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

// IPv6 addresses that hold an IPv4 address.
struct Embedding {
  V6 first;
  unsigned bits;
  std::size_t at;  // where the four bytes are
};
constexpr std::array<Embedding, 6> kEmbeddings{{
    {.first = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, .bits = kMappedBits, .at = 12},  // mapped: RFC 4291, 2.5.5.2
    {.first = {}, .bits = 96, .at = 12},                                    // compatible: RFC 4291, 2.5.5.1
    {.first = {0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, .bits = 96, .at = 12},  // translated: RFC 2765, 2.1
    {.first = {0, 0x64, 0xFF, 0x9B}, .bits = 96, .at = 12},                 // NAT64: RFC 6052, 2.1
    {.first = {0, 0x64, 0xFF, 0x9B, 0, 1}, .bits = 48, .at = 12},           // local NAT64: RFC 8215
    {.first = {0x20, 0x02}, .bits = 16, .at = 2},                           // 6to4: RFC 3056, 2
}};

bool have_same_beginning(const V6& left, const V6& right, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole), right.begin())) return false;
  const unsigned rest = bits % 8;
  if (rest == 0) return true;
  const unsigned mask = (0xFFU << (8 - rest)) & 0xFFU;
  return (left[whole] & mask) == (right[whole] & mask);
}

V6 mapped(const V4& bytes) {
  return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, bytes[0], bytes[1], bytes[2], bytes[3]};
}

V6 canonical(const V4& bytes) {
  return mapped(bytes[0] == 0 ? V4{127, 0, 0, 1} : bytes);
}

// nullptr: there is no IPv4 address in it.
const Embedding* embedding_of(const V6& bytes) {
  const auto* found = std::ranges::find_if(
      kEmbeddings, [&](const Embedding& each) { return have_same_beginning(bytes, each.first, each.bits); });
  return found == kEmbeddings.end() ? nullptr : found;
}

V6 canonical(const V6& bytes) {
  if (bytes == kAnyAddress || bytes == kLoopbackAddress) return kLoopbackAddress;
  const Embedding* const embedding = embedding_of(bytes);
  if (embedding == nullptr) return bytes;
  const std::uint8_t* const inside = bytes.data() + embedding->at;
  return canonical(V4{inside[0], inside[1], inside[2], inside[3]});
}

struct Spelled {
  V6 bytes;  // as they are written; of IPv4: mapped
  bool is_v4;
};

std::optional<Spelled> spelled(std::string_view text) {
  if (text.size() > 1 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.contains('\0')) return std::nullopt;
  const std::string terminated(text);
  V4 four{};
  if (inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return Spelled{.bytes = mapped(four), .is_v4 = true};
  V6 all{};
  if (inet_pton(AF_INET6, terminated.c_str(), all.data()) == 1) return Spelled{.bytes = all, .is_v4 = false};
  return std::nullopt;
}

V6 canonical(const Spelled& address) {
  const V6& b = address.bytes;
  return address.is_v4 ? canonical(V4{b[12], b[13], b[14], b[15]}) : canonical(b);
}

}  // namespace

IpAddress IpAddress::of(const V4& bytes) {
  return IpAddress(canonical(bytes));
}

IpAddress IpAddress::of(const V6& bytes) {
  return IpAddress(canonical(bytes));
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const auto address = spelled(text);
  return address ? std::optional(IpAddress(canonical(*address))) : std::nullopt;
}

bool IpAddress::is_v4() const {
  return have_same_beginning(bytes_, kEmbeddings[0].first, kMappedBits);
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  const void* const from = is_v4() ? bytes_.data() + 12 : bytes_.data();
  inet_ntop(is_v4() ? AF_INET : AF_INET6, from, buffer.data(), buffer.size());
  return buffer.data();
}

std::expected<IpRange, std::string> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = spelled(text.substr(0, slash));
  if (!first) return std::unexpected("it is no address");
  if (slash == std::string_view::npos) return IpRange(canonical(*first), 128);
  unsigned bits = 0;
  const std::string_view digits = text.substr(slash + 1);
  const auto [read_to, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const unsigned most = first->is_v4 ? 32 : 128;
  if (error != std::errc() || read_to != digits.data() + digits.size() || bits > most) {
    return std::unexpected("what follows the slash must be a number from 0 to " + std::to_string(most));
  }
  if (first->is_v4) {
    if (bits >= 8 && first->bytes[12] == 0) return std::unexpected("that is this machine; write 127.0.0.0/8");
    return IpRange(first->bytes, kMappedBits + bits);
  }
  const Embedding* const embedding = embedding_of(first->bytes);
  const bool is_loopback_alone = bits == 128 && first->bytes == kLoopbackAddress;
  if (embedding != nullptr && bits >= embedding->bits && !is_loopback_alone) {
    return std::unexpected("such an address counts as the IPv4 address that is in it; write the range of IPv4");
  }
  return IpRange(first->bytes, bits);
}

// A range of IPv6 holds no IPv4 address: those are in the range that all mapped ones are in, but not written so.
bool IpRange::contains(const IpAddress& address) const {
  const bool is_v4 = bits_ >= kMappedBits && have_same_beginning(first_, kEmbeddings[0].first, kMappedBits);
  return is_v4 == address.is_v4() && have_same_beginning(first_, address.bytes(), bits_);
}

}  // namespace baton
