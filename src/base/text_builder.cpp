#include "base/text_builder.hpp"

namespace baton {
namespace {

// "00" to "99", one behind the other.
constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < pairs.size() / 2; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

}  // namespace

// Two digits at a time, from the last one on: std::to_chars first counts them.
void TextBuilder::append_long_number(std::int64_t number) {
  std::array<char, 20> digits;
  std::size_t at = digits.size();
  const auto bits = static_cast<std::uint64_t>(number);
  std::uint64_t left = number < 0 ? 0 - bits : bits;
  while (left >= 10) {
    at -= 2;
    std::memcpy(digits.data() + at, kPairs.data() + 2 * (left % 100), 2);
    left /= 100;
  }
  if (left > 0) digits[--at] = static_cast<char>('0' + left);
  if (number < 0) append('-');
  append(std::string_view(digits.data(), digits.size()).substr(at));
}

void TextBuilder::make_room(std::size_t bytes) {
  const std::size_t used = size();
  const std::size_t size = std::max(used + bytes, text_.capacity());
  text_.resize_and_overwrite(size, [](char*, std::size_t all) { return all; });
  next_ = text_.data() + used;
  end_ = text_.data() + text_.size();
}

}  // namespace baton
