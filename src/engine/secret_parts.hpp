// The parts of secrets that are looked for: short pieces of text, each packed into a number.
//
//   SecretParts parts;
//   parts.add("s3cr3t-t0ken", SecretParts::AnyCase);
//   parts.longest_at_end({.bytes = <the bytes read last>, .known = 8});     // 8 where a part ends there
//
// A few cheap questions come before the exact one. They may say yes too often, and never no where a part is; for most text
// they say no at once. Their cost depends on the number of secrets only by the caches of the machine. PURE.
#pragma once

#include "engine/limits.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace baton::engine {

// The bytes of a text that were read last, the newest in the lowest place, as far as they may belong to a part.
struct LastBytes {
  std::uint64_t bytes = 0;
  std::size_t known = 0;  // at most kSecretPart
};

class SecretParts {
 public:
  enum Alphabet : std::uint8_t {
    AnyCase,   // ASCII letters in upper or lower case
    AnyBase64  // the digits of base64, of the standard or for URLs
  };

  // All pieces of that text that are kSecretPart bytes long; the text itself where it is shorter, but not below kMinSecret.
  void add(std::string_view text, Alphabet alphabet);

  // The length of the longest part that these bytes end with; 0: there is none.
  [[nodiscard]] std::size_t longest_at_end(const LastBytes& last) const;
  [[nodiscard]] bool empty() const { return count_ == 0; }
  // The length of the shortest part.
  [[nodiscard]] std::size_t shortest() const { return shortest_; }

  // May a part contain these bytes, one after the other? They are folded: what differs in case or in the alphabet of
  // base64 is the same. There must be parts.
  [[nodiscard]] static unsigned char folded(char c) { return kFolded[static_cast<unsigned char>(c)]; }
  [[nodiscard]] bool may_contain(unsigned char byte) const { return bytes_.test(byte); }
  [[nodiscard]] bool may_contain_pair(unsigned char first, unsigned char second) const {
    return pairs_.test(std::size_t{first} << 8U | second);
  }
  [[nodiscard]] bool may_contain_four(std::uint32_t four) const { return passes(four, 0); }

 private:
  static const std::array<unsigned char, 256> kFolded;

  [[nodiscard]] std::size_t slot(std::uint64_t folded, std::size_t length) const {
    return (folded + length) * 0x9E3779B97F4A7C15U >> filter_shift_;
  }
  [[nodiscard]] bool passes(std::uint64_t folded, std::size_t length) const {
    const std::size_t at = slot(folded, length);
    return (filter_[at / 64] >> at % 64 & 1U) != 0;
  }
  void note(std::uint64_t part, std::size_t length);
  void grow();

  using Parts = boost::unordered_flat_set<std::uint64_t>;
  std::array<std::array<Parts, kSecretPart + 1>, 2> of_length_;  // by alphabet and length
  std::size_t count_ = 0;
  std::size_t shortest_ = kSecretPart;
  std::bitset<std::size_t{1} << 8> bytes_;
  std::bitset<std::size_t{1} << 16> pairs_;
  unsigned filter_shift_ = 49;
  std::vector<std::uint64_t> filter_;  // a bit for each value of slot()
};

}  // namespace baton::engine
