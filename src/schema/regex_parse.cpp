#include "schema/ascii.hpp"
#include "schema/limits.hpp"
#include "schema/regex_tree.hpp"
#include "value/utf8.hpp"

#include <oniguruma.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace baton::schema {
namespace {

constexpr std::uint32_t kLastCharacter = 0x10FFFF;

struct SetParts {
  std::vector<CharacterRange> ranges = {};
  std::vector<CharacterProperty> properties = {};
};

// Everything that is in none of these, which are in their order.
std::vector<CharacterRange> all_but(std::span<const CharacterRange> ranges) {
  std::vector<CharacterRange> others;
  std::uint32_t next = 0;
  for (const CharacterRange& range : ranges) {
    if (range.first > next) others.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  others.push_back({next, kLastCharacter});
  return others;
}

constexpr std::array<CharacterRange, 1> kDigits = {{{'0', '9'}}};
constexpr std::array<CharacterRange, 4> kWord = {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}};
constexpr std::array<CharacterRange, 10> kSpaces = {{{0x09, 0x0D},
                                                     {0x20, 0x20},
                                                     {0xA0, 0xA0},
                                                     {0x1680, 0x1680},
                                                     {0x2000, 0x200A},
                                                     {0x2028, 0x2029},
                                                     {0x202F, 0x202F},
                                                     {0x205F, 0x205F},
                                                     {0x3000, 0x3000},
                                                     {0xFEFF, 0xFEFF}}};
constexpr std::array<CharacterRange, 3> kLineEnds = {{{0x0A, 0x0A}, {0x0D, 0x0D}, {0x2028, 0x2029}}};

class Parser {
 public:
  explicit Parser(std::string_view pattern) : rest_(pattern) {}

  std::expected<ParsedPattern, std::string> parse() && {
    Tree tree = alternatives();
    if (error_.empty() && !rest_.empty()) fail("a ) closes nothing");
    if (!error_.empty()) return std::unexpected(std::move(error_));
    return ParsedPattern{.tree = std::move(tree), .sets = std::move(sets_)};
  }

 private:
  // Nothing is left to parse then, so that everything returns.
  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    rest_ = {};
  }
  bool accept(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  Tree alternatives() {
    Tree all{Tree::Kind::Alternatives};
    if (++depth_ > kMaxPatternDepth) {
      fail("its groups are nested too deeply");
      return all;
    }
    do {
      all.parts.push_back(sequence());
    } while (accept("|"));
    --depth_;
    return all;
  }

  Tree sequence() {
    Tree all{Tree::Kind::Sequence};
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      Tree part = atom();
      const bool is_assertion =
          part.kind == Tree::Kind::Look ||
          (part.kind == Tree::Kind::Leaf && part.instruction.kind != Instruction::Kind::Character);
      all.parts.push_back(repeated(std::move(part), is_assertion));
    }
    return all;
  }

  struct Counts {
    std::uint32_t least;
    std::uint32_t most;
  };

  Tree repeated(Tree part, bool is_assertion) {
    const std::optional<Counts> counts = repetition();
    if (!counts) return part;
    accept("?");  // whether it prefers few or many does not decide whether it matches
    if (is_assertion) fail("a repetition follows an assertion, which cannot be repeated");
    if (counts->least > counts->most) fail("a repetition has a minimum above its maximum");
    Tree repetition{Tree::Kind::Repetition};
    repetition.least = counts->least;
    repetition.most = counts->most;
    repetition.parts.push_back(std::move(part));
    return repetition;
  }

  std::optional<Counts> repetition() {
    if (accept("*")) return Counts{0, kUnbounded};
    if (accept("+")) return Counts{1, kUnbounded};
    if (accept("?")) return Counts{0, 1};
    if (!rest_.starts_with('{')) return std::nullopt;
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view bounds = rest_.substr(1, end - 1);
    const std::size_t comma = std::min(bounds.find(','), bounds.size());
    const std::string_view least = bounds.substr(0, comma);
    const std::string_view most = comma < bounds.size() ? bounds.substr(comma + 1) : least;
    const bool is_one =
        !least.empty() && std::ranges::all_of(least, ascii::is_digit) && std::ranges::all_of(most, ascii::is_digit);
    if (!is_one) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return Counts{count(least), most.empty() ? kUnbounded : count(most)};
  }
  static std::uint32_t count(std::string_view digits) {
    std::uint64_t number = 0;
    for (const char digit : digits) {
      number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(digit - '0'), kUnbounded - 1);
    }
    return static_cast<std::uint32_t>(number);
  }

  Tree atom() {
    if (accept("^")) return leaf({Instruction::Kind::TextBegins});
    if (accept("$")) return leaf({Instruction::Kind::TextEnds});
    if (accept(".")) return set({.ranges = all_but(kLineEnds)}, false);
    if (accept("(")) return group();
    if (accept("[")) return character_class();
    if (accept("\\b")) return leaf({Instruction::Kind::Boundary});
    if (accept("\\B")) return leaf({Instruction::Kind::NoBoundary});
    if (std::string_view("*+?").contains(rest_.front())) {
      fail(std::string("there is nothing to repeat before ") + rest_.front());
      return {};
    }
    return set(character_or_escape(), false);
  }

  static Tree leaf(Instruction instruction) {
    Tree tree{Tree::Kind::Leaf};
    tree.instruction = instruction;
    return tree;
  }
  Tree set(SetParts parts, bool is_negated) {
    sets_.emplace_back(std::move(parts.ranges), std::move(parts.properties), is_negated);
    return leaf({Instruction::Kind::Character, static_cast<std::uint32_t>(sets_.size() - 1)});
  }

  Tree group() {
    using enum Instruction::Kind;
    if (accept("?=")) return look(LookAhead);
    if (accept("?!")) return look(NoLookAhead);
    if (accept("?<=")) return look(LookBehind);
    if (accept("?<!")) return look(NoLookBehind);
    if (accept("?<")) {
      const std::size_t end = rest_.find('>');
      if (end == std::string_view::npos || end == 0) fail("the name of a group does not end");
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
    } else if (!accept("?:") && rest_.starts_with('?')) {
      fail("(? begins no group of ECMA-262");
    }
    return closed(alternatives());
  }
  Tree look(Instruction::Kind kind) {
    Tree tree{Tree::Kind::Look};
    tree.instruction = {kind};
    tree.parts.push_back(closed(alternatives()));
    return tree;
  }
  Tree closed(Tree tree) {
    if (!accept(")")) fail("a ( is not closed");
    return tree;
  }

  Tree character_class() {
    SetParts all;
    const bool is_negated = accept("^");
    while (!rest_.empty() && rest_.front() != ']') {
      SetParts first = class_member();
      const bool is_range = rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
      if (is_range && is_single(first)) {
        rest_.remove_prefix(1);
        add_range(all, first, class_member());
      } else {
        add(all, first);
      }
    }
    if (!accept("]")) fail("a [ is not closed");
    if (all.properties.size() > kMaxPatternProperties) fail("a class has more than 16 properties in it");
    return set(std::move(all), is_negated);
  }
  SetParts class_member() {
    if (accept("\\b")) return single(0x08);
    return rest_.empty() ? SetParts{} : character_or_escape();
  }
  static bool is_single(const SetParts& parts) {
    return parts.properties.empty() && parts.ranges.size() == 1 && parts.ranges[0].first == parts.ranges[0].last;
  }
  static void add(SetParts& to, const SetParts& parts) {
    to.ranges.insert(to.ranges.end(), parts.ranges.begin(), parts.ranges.end());
    to.properties.insert(to.properties.end(), parts.properties.begin(), parts.properties.end());
  }
  void add_range(SetParts& to, const SetParts& first, const SetParts& last) {
    if (!is_single(last)) return fail("a range ends with a class of characters");
    if (first.ranges[0].first > last.ranges[0].first) return fail("a range ends before it begins");
    to.ranges.push_back({first.ranges[0].first, last.ranges[0].first});
  }

  static SetParts single(std::uint32_t character) { return {.ranges = {{character, character}}}; }
  template <std::size_t Size>
  static SetParts ranges(const std::array<CharacterRange, Size>& ranges) {
    return {.ranges = {ranges.begin(), ranges.end()}};
  }

  SetParts character_or_escape() {
    if (accept("\\")) return escape();
    return single(character());
  }
  std::uint32_t character() {
    const utf8::Decoded decoded = utf8::decode(rest_);
    rest_.remove_prefix(decoded.length);
    return decoded.code_point;
  }

  SetParts escape() {
    if (rest_.empty()) {
      fail("a \\ escapes nothing");
      return {};
    }
    if (!ascii::is_letter_or_digit(rest_.front())) return single(character());
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    switch (letter) {
      case 'd':
        return ranges(kDigits);
      case 'D':
        return {.ranges = all_but(kDigits)};
      case 'w':
        return ranges(kWord);
      case 'W':
        return {.ranges = all_but(kWord)};
      case 's':
        return ranges(kSpaces);
      case 'S':
        return {.ranges = all_but(kSpaces)};
      case 't':
        return single(0x09);
      case 'n':
        return single(0x0A);
      case 'v':
        return single(0x0B);
      case 'f':
        return single(0x0C);
      case 'r':
        return single(0x0D);
      case 'c':
        return control();
      case 'x':
        return single(hexadecimal(2));
      case 'u':
        return single(code_point());
      case 'p':
        return property(false);
      case 'P':
        return property(true);
      case '0':
        if (rest_.empty() || !ascii::is_digit(rest_.front())) return single(0);
        break;
      default:
        break;
    }
    const bool refers_back = ascii::is_digit(letter) || letter == 'k';
    fail(refers_back ? "it refers back to a group (\\" + std::string(1, letter) + "), which Baton does not support"
                     : std::string("\\") + letter + " is no escape of ECMA-262");
    return {};
  }

  SetParts control() {
    const char letter = rest_.empty() ? '\0' : rest_.front();
    if (!ascii::is_letter_or_digit(letter) || ascii::is_digit(letter)) {
      fail("\\c needs a letter behind it");
      return {};
    }
    rest_.remove_prefix(1);
    return single(static_cast<std::uint32_t>(letter) % 32);
  }

  std::uint32_t hexadecimal(std::size_t digits) {
    const std::optional<std::uint32_t> number = number_in(rest_.substr(0, digits), digits);
    if (!number) {
      fail("an escape needs " + std::to_string(digits) + " hexadecimal digits");
      return 0;
    }
    rest_.remove_prefix(digits);
    return *number;
  }
  static std::optional<std::uint32_t> number_in(std::string_view text, std::size_t digits) {
    if (text.size() != digits || digits == 0 || digits > 6) return std::nullopt;
    if (!std::ranges::all_of(text, ascii::is_hexadecimal)) return std::nullopt;
    std::uint32_t number = 0;
    for (const char digit : text) number = number * 16 + ascii::value_of(digit);
    return number;
  }
  // Behind \u: four digits, two times four for a pair of surrogates, or any number in braces.
  std::uint32_t code_point() {
    if (accept("{")) {
      const std::size_t end = rest_.find('}');
      const auto number = end == std::string_view::npos ? std::nullopt : number_in(rest_.substr(0, end), end);
      if (!number || *number > kLastCharacter) {
        fail("\\u{…} needs the number of a character");
        return 0;
      }
      rest_.remove_prefix(end + 1);
      return *number;
    }
    const std::uint32_t first = hexadecimal(4);
    const bool is_high = first >= 0xD800 && first <= 0xDBFF;
    if (!is_high || !rest_.starts_with("\\u")) return first;
    const auto second = number_in(rest_.substr(2, 4), 4);
    if (!second || *second < 0xDC00 || *second > 0xDFFF) return first;
    rest_.remove_prefix(6);
    return 0x10000 + ((first - 0xD800) << 10U) + (*second - 0xDC00);
  }

  // \p{Letter}, \p{Lu}, \p{Script=Greek}
  SetParts property(bool is_negated) {
    const std::size_t end = rest_.find('}');
    if (!accept("{") || end == std::string_view::npos) {
      fail("\\p needs the name of a property in braces");
      return {};
    }
    const std::string_view whole = rest_.substr(0, end - 1);
    rest_.remove_prefix(end);
    std::string_view name = whole;
    for (const std::string_view kind : {"Script=", "sc=", "Script_Extensions=", "scx=", "General_Category=", "gc="}) {
      if (name.starts_with(kind)) name = name.substr(kind.size());
    }
    const auto* begin = reinterpret_cast<const OnigUChar*>(name.data());
    const int type = ONIG_ENCODING_UTF8->property_name_to_ctype(ONIG_ENCODING_UTF8, const_cast<OnigUChar*>(begin),
                                                                const_cast<OnigUChar*>(begin) + name.size());
    if (type < 0) {
      fail("\\p{" + std::string(whole) + "} names no property that Baton knows");
      return {};
    }
    return {.properties = {{static_cast<unsigned>(type), is_negated}}};
  }

  std::string_view rest_;
  std::size_t depth_ = 0;
  std::string error_;
  std::vector<CharacterSet> sets_;
};

}  // namespace

std::expected<ParsedPattern, std::string> parse_pattern(std::string_view pattern) {
  return Parser(pattern).parse();
}

}  // namespace baton::schema
