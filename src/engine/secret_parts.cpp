#include "engine/secret_parts.hpp"

#include <algorithm>

namespace baton::engine {
namespace {

static_assert(kSecretPart <= sizeof(std::uint64_t) && kMinSecret >= sizeof(std::uint32_t));

// A filter with this many bits for each part says yes to few others.
constexpr std::size_t kBitsForAPart = 16;
constexpr std::size_t kFirstFilter = 1024;  // in words

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char standard_base64(char c) {
  return c == '-' ? '+' : c == '_' ? '/' : c;
}
constexpr char in_alphabet(char c, SecretParts::Alphabet alphabet) {
  return alphabet == SecretParts::AnyCase ? lower(c) : standard_base64(c);
}

// Each of its last bytes mapped.
template <class Map>
std::uint64_t mapped(std::uint64_t bytes, std::size_t count, Map map) {
  std::uint64_t out = 0;
  for (std::size_t left = count; left > 0; --left) {
    out = out << 8U | static_cast<unsigned char>(map(static_cast<char>(bytes >> 8 * (left - 1) & 0xFFU)));
  }
  return out;
}

constexpr std::array<unsigned char, 256> folds() {
  std::array<unsigned char, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    table[c] = static_cast<unsigned char>(lower(standard_base64(static_cast<char>(c))));
  }
  return table;
}

}  // namespace

constexpr std::array<unsigned char, 256> SecretParts::kFolded = folds();

void SecretParts::add(std::string_view text, Alphabet alphabet) {
  if (text.size() < kMinSecret) return;
  const std::size_t length = std::min(text.size(), kSecretPart);
  shortest_ = std::min(shortest_, length);
  for (std::size_t at = 0; at + length <= text.size(); ++at) {
    std::uint64_t part = 0;
    for (const char c : text.substr(at, length)) {
      part = part << 8U | static_cast<unsigned char>(in_alphabet(c, alphabet));
    }
    if (!of_length_[alphabet][length].insert(part).second) continue;
    if (++count_ * kBitsForAPart > filter_.size() * 64) grow();
    note(part, length);
  }
}

// Sets what the cheap questions ask.
void SecretParts::note(std::uint64_t part, std::size_t length) {
  const std::uint64_t whole = mapped(part, length, folded);
  const auto set = [this](std::uint64_t bytes, std::size_t count) {
    const std::size_t at = slot(bytes, count);
    filter_[at / 64] |= std::uint64_t{1} << at % 64;
  };
  set(whole, length);
  for (std::size_t at = 0; at + 4 <= length; ++at) set(whole >> 8 * at & 0xFFFFFFFFU, 0);
  for (std::size_t at = 0; at < length; ++at) bytes_.set(whole >> 8 * at & 0xFFU);
  for (std::size_t at = 0; at + 2 <= length; ++at) pairs_.set(whole >> 8 * at & 0xFFFFU);
}

void SecretParts::grow() {
  filter_.assign(std::max(filter_.size() * 2, kFirstFilter), 0);
  --filter_shift_;
  for (const auto& lengths : of_length_) {
    for (std::size_t length = 0; length < lengths.size(); ++length) {
      for (const std::uint64_t part : lengths[length]) note(part, length);
    }
  }
}

std::size_t SecretParts::longest_at_end(const LastBytes& last) const {
  const std::uint64_t whole = mapped(last.bytes, last.known, folded);
  for (std::size_t length = last.known; length >= shortest_; --length) {
    if (of_length_[AnyCase][length].empty() && of_length_[AnyBase64][length].empty()) continue;
    const std::uint64_t mask = ~std::uint64_t{0} >> (64 - 8 * length);
    if (!passes(whole & mask, length)) continue;
    for (const Alphabet alphabet : {AnyCase, AnyBase64}) {
      const auto map = [alphabet](char c) { return in_alphabet(c, alphabet); };
      if (of_length_[alphabet][length].contains(mapped(last.bytes, length, map))) return length;
    }
  }
  return 0;
}

}  // namespace baton::engine
