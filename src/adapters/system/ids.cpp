#include "adapters/system/system.hpp"

#include "base/check.hpp"

#include <unistd.h>

#include <array>
#include <cstring>
#include <random>

namespace baton::adapters {
namespace {

template <std::size_t size>
std::array<unsigned char, size> random_bytes() {
  std::array<unsigned char, size> bytes{};
  BATON_CHECK(::getentropy(bytes.data(), bytes.size()) == 0, "the kernel does not provide random bytes");
  return bytes;
}

std::uint64_t random_seed() {
  const auto bytes = random_bytes<sizeof(std::uint64_t)>();
  std::uint64_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

class RandomIds final : public runtime::Ids {
 public:
  [[nodiscard]] std::string next_id() override {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuv";
    constexpr std::size_t length = 16;
    std::string id;
    for (const unsigned char byte : random_bytes<length>()) id += digits[byte % digits.size()];  // 256 % 32 == 0
    return id;
  }
  [[nodiscard]] std::uint64_t next_seed() override { return seeds_(); }

 private:
  std::mt19937_64 seeds_{random_seed()};
};

}  // namespace

std::unique_ptr<runtime::Ids> random_ids() {
  return std::make_unique<RandomIds>();
}

}  // namespace baton::adapters
