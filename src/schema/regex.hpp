// The regular expressions of JSON Schema: those of ECMA-262 with Unicode (its flag u), over UTF-8.
//
// A match follows all alternatives at the same time, so its time grows with the length of the text times that of the pattern and
// no pattern is catastrophic. In return a pattern cannot refer back to what a group has matched (\1, \k<name>): it is refused.
// An escaped punctuation mark is the mark itself, as without the flag u, and so is a `{`, `}` or `]` that closes or repeats nothing.
#pragma once

#include "schema/meter.hpp"

#include <bitset>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace baton::schema {

struct CharacterRange {
  std::uint32_t first;
  std::uint32_t last;
};

// A property of Unicode, as oniguruma numbers them.
struct CharacterProperty {
  unsigned type;
  bool is_negated;
};

class CharacterSet {
 public:
  CharacterSet(std::vector<CharacterRange> ranges, std::vector<CharacterProperty> properties, bool is_negated);
  [[nodiscard]] bool contains(std::uint32_t character) const {
    return character < kAscii ? ascii_[character] : search(character);
  }

 private:
  static constexpr std::uint32_t kAscii = 128;
  [[nodiscard]] bool search(std::uint32_t character) const;

  std::vector<CharacterRange> ranges_;
  std::vector<CharacterProperty> properties_;
  bool is_negated_;
  std::bitset<kAscii> ascii_;
};

struct Instruction {
  enum class Kind : std::uint8_t {
    Character,    // takes one of set `operand`
    Split,        // continues behind this and at `operand`
    Jump,         // continues at `operand`
    TextBegins,   // ^
    TextEnds,     // $
    Boundary,     // \b
    NoBoundary,   // \B
    LookAhead,    // what is behind this up to its End must match here; then it continues at `operand`
    LookBehind,   // the same, and it must end here
    NoLookAhead,  // it must not match here
    NoLookBehind,
    End
  };
  Kind kind;
  std::uint32_t operand = 0;
};

class Regex {
 public:
  // The error says what is wrong. A pattern of more than `max_code` instructions is refused.
  [[nodiscard]] static std::expected<Regex, std::string> compile(std::string_view pattern, std::size_t max_code);

  // Does it match anywhere in valid UTF-8? False, with the meter exhausted: that would take too many steps.
  [[nodiscard]] bool is_found_in(std::string_view text, Meter& meter) const;

  [[nodiscard]] const std::vector<Instruction>& code() const { return code_; }
  [[nodiscard]] const std::vector<CharacterSet>& sets() const { return sets_; }

 private:
  Regex(std::vector<Instruction> code, std::vector<CharacterSet> sets)
      : code_(std::move(code)), sets_(std::move(sets)) {}

  std::vector<Instruction> code_;
  std::vector<CharacterSet> sets_;
};

}  // namespace baton::schema
