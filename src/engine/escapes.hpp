// The meaning of an escaped piece of text: for a URI or a form, for JSON, for XML or HTML.
//
//   read_escaped("%5Cu0041", 0, 3);     // "%" up to 1; "\" up to 3; "A" up to 8
//
// The characters of an escape may be escaped themselves. PURE.
#pragma once

#include <boost/container/small_vector.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baton::engine {

// One way to read the text at a place.
struct Reading {
  std::size_t next = 0;  // where the text continues
  std::array<char, 4> bytes = {};
  std::uint8_t size = 0;   // of what is read; 0: it may be passed over
  std::uint8_t depth = 0;  // escapes on top of each other
  std::uint8_t json = 0;   // this many of them are of JSON
};
using Readings = boost::container::small_vector<Reading, 4>;

namespace escaped {
constexpr std::array<bool, 256> marks() {
  std::array<bool, 256> table{};
  for (const unsigned char mark : {'%', '+', '\\', '&', '\0'}) table[mark] = true;
  return table;
}
inline constexpr std::array<bool, 256> kIsMark = marks();
}  // namespace escaped

// May the text at such a character be read in another way?
[[nodiscard]] inline bool begins_escape(char c) {
  return escaped::kIsMark[static_cast<unsigned char>(c)];
}

// All readings of the text at that place, with at most this many escapes on top of each other. The first is the text as it is.
[[nodiscard]] Readings read_escaped(std::string_view text, std::size_t at, std::size_t max_depth);

}  // namespace baton::engine
