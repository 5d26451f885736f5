// A regular expression between its text and its code.
#pragma once

#include "schema/regex.hpp"

#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace baton::schema {

inline constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

struct Tree {
  enum class Kind : std::uint8_t { Sequence, Alternatives, Repetition, Look, Leaf };
  Kind kind = Kind::Sequence;
  std::vector<Tree> parts = {};
  Instruction instruction = {Instruction::Kind::End};  // of a leaf or a look
  std::uint32_t least = 0;                             // of a repetition
  std::uint32_t most = 0;
};

struct ParsedPattern {
  Tree tree;
  std::vector<CharacterSet> sets;  // of its leaves
};

// The error says what is wrong.
[[nodiscard]] std::expected<ParsedPattern, std::string> parse_pattern(std::string_view pattern);

}  // namespace baton::schema
