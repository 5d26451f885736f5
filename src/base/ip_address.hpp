// An address of the Internet Protocol, in the one form in which addresses are compared.
//
// The same machine is reached by several spellings. Here an IPv4 address within an IPv6 one (mapped, compatible, translated, NAT64, 6to4) is that IPv4 address,
// and what means "this machine" (0.0.0.0/8, ::) is a loopback address: a system that is asked to connect to it connects to itself.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

class IpAddress {
 public:
  using V4 = std::array<std::uint8_t, 4>;
  using V6 = std::array<std::uint8_t, 16>;

  [[nodiscard]] static IpAddress of(const V4& bytes);
  [[nodiscard]] static IpAddress of(const V6& bytes);
  // "127.0.0.1", "::1"; with brackets too. nullopt: it is none.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] const V6& bytes() const { return bytes_; }  // of IPv4: mapped
  [[nodiscard]] std::string text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  explicit IpAddress(const V6& bytes) : bytes_(bytes) {}

  V6 bytes_;
};

// Addresses with the same first bits.
class IpRange {
 public:
  // "10.0.0.0/8", "fd00::/8", or one address. The error says what is wrong.
  [[nodiscard]] static std::expected<IpRange, std::string> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  IpRange(const IpAddress::V6& first, unsigned bits) : first_(first), bits_(bits) {}

  IpAddress::V6 first_;
  unsigned bits_;  // of the 128
};

}  // namespace baton
