#include "schema/regex.hpp"

#include "schema/backtracking.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace baton::schema {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto regex = Regex::compile(pattern, 1'000);
  EXPECT_TRUE(regex.has_value()) << pattern << ": " << (regex ? "" : regex.error());
  Meter meter(1'000'000);
  return regex && regex->is_found_in(text, meter);
}

std::string error_of(std::string_view pattern) {
  const auto regex = Regex::compile(pattern, 1'000);
  return regex ? "" : regex.error();
}

struct MatchCase {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

TEST(Regex, MatchesAsEcma262SaysIt) {
  constexpr std::array<MatchCase, 60> kCases = {{
      {"", "", true},
      {"b", "abc", true},
      {"^b", "abc", false},
      {"c$", "abc", true},
      {"c$", "abc\n", false},
      {"a|b|", "x", true},
      {"^(?:a|bc)+$", "abcbca", true},
      {"^a{2}$", "aaa", false},
      {"^a{2,}$", "aaa", true},
      {"^a{1,2}$", "aaa", false},
      {"^a{0}$", "", true},
      {"^a*?b+?$", "aabb", true},
      {"^.$", "\xc3\xa4", true},
      {"^.$", "\xf0\x9f\x90\xb2", true},
      {"^.$", "\n", false},
      {"^[^a]$", "\n", true},
      {"^[a-c]+$", "abc", true},
      {"^[a-c-]+$", "a-", true},
      {"^[-a]+$", "-a", true},
      {"^[]$", "", false},
      {"^[^]$", "x", true},
      {R"(^[\]\\]+$)", R"(]\)", true},
      {R"(^\d+$)", "123", true},
      {R"(^\d$)", "\xe0\xa7\xaa", false},
      {R"(^\w$)", "\xc3\xa9", false},
      {R"(^\W$)", "\xc3\xa9", true},
      {R"(^\s$)", "\xc2\xa0", true},
      {R"(^\S$)", "\xc2\xa0", false},
      {R"(^[\d\-_]+$)", "1-_", true},
      {R"(^[^\W\d]+$)", "ab", true},
      {R"(^[^\W\d]+$)", "a1", false},
      {R"(\bab\b)", "x ab.", true},
      {R"(\bab\b)", "xab", false},
      {R"(a\Bb)", "ab", true},
      {R"(^[\b]$)", "\b", true},
      {R"(^\cA$)", "\x01", true},
      {R"(^\x41\u0042\u{43}$)", "ABC", true},
      {R"(^\ud83d\udc32$)", "\xf0\x9f\x90\xb2", true},
      {R"(^\u{1F432}*$)", "\xf0\x9f\x90\xb2\xf0\x9f\x90\xb2", true},
      {R"(^\p{Letter}+$)", "\xc3\xa9\xce\xa9", true},
      {R"(^\p{L}$)", "1", false},
      {R"(^\P{L}$)", "1", true},
      {R"(^[\p{Lu}\d]+$)",
       "\xce\xa9"
       "1",
       true},
      {R"(^[^\p{L}]$)", "a", false},
      {R"(^\p{Script=Greek}$)", "\xce\xa9", true},
      {R"(^\p{General_Category=Decimal_Number}$)", "\xe0\xa7\xaa", true},
      {"^(?=.*[a-z])(?=.*[0-9]).{4,}$", "ab12", true},
      {"^(?=.*[a-z])(?=.*[0-9]).{4,}$", "abcd", false},
      {"^(?!foo).*$", "foobar", false},
      {"^(?!foo).*$", "barfoo", true},
      {"(?<=a)b", "ab", true},
      {"(?<=a)b", "cb", false},
      {"(?<!a)b", "ab", false},
      {"(?<!a|c)b", "b", true},
      {"(?<=^a+)b", "aaab", true},
      {"^(?<year>[0-9]{4})$", "2020", true},
      {"^a{$", "a{", true},
      {"^a{,2}$", "a{,2}", true},
      {"^}]$", "}]", true},
      {R"(^\/\-\@\_\"$)", "/-@_\"", true},
  }};
  for (const MatchCase& one : kCases) EXPECT_EQ(matches(one.pattern, one.text), one.matches) << one.pattern;
}

TEST(Regex, RefusesWhatEcma262DoesNotKnow) {
  EXPECT_EQ(error_of("(a"), "a ( is not closed");
  EXPECT_EQ(error_of("a)"), "a ) closes nothing");
  EXPECT_EQ(error_of("[a"), "a [ is not closed");
  EXPECT_EQ(error_of("*a"), "there is nothing to repeat before *");
  EXPECT_EQ(error_of("a**"), "there is nothing to repeat before *");
  EXPECT_EQ(error_of("^*"), "a repetition follows an assertion, which cannot be repeated");
  EXPECT_EQ(error_of("a{3,2}"), "a repetition has a minimum above its maximum");
  EXPECT_EQ(error_of("[z-a]"), "a range ends before it begins");
  EXPECT_EQ(error_of(R"([a-\d])"), "a range ends with a class of characters");
  EXPECT_EQ(error_of(R"(\Z)"), "\\Z is no escape of ECMA-262");
  EXPECT_EQ(error_of("a\\"), "a \\ escapes nothing");
  EXPECT_EQ(error_of("(?i)a"), "(? begins no group of ECMA-262");
  EXPECT_EQ(error_of(R"(\p{Nothing})"), "\\p{Nothing} names no property that Baton knows");
  EXPECT_EQ(error_of(R"(\xZZ)"), "an escape needs 2 hexadecimal digits");
  EXPECT_EQ(error_of(R"(\u{110000})"), "\\u{…} needs the number of a character");
  EXPECT_EQ(error_of(R"((a)\1)"), "it refers back to a group (\\1), which Baton does not support");
}

std::string pattern_of(const std::vector<int>& choices) {
  constexpr std::array<std::string_view, 16> kPieces = {"a", "b", "[ab]", "[^a]", ".",   "a*",     "b+",    "(?:ab|b)",
                                                        "|", "^", "$",    "a?",   "\\b", "(a|b)*", "(?=a)", "a{1,2}"};
  std::string pattern;
  for (const int choice : choices) pattern += kPieces[static_cast<std::size_t>(choice)];
  return pattern;
}

// In what both understand alike, it finds what a backtracking engine finds.
RC_GTEST_PROP(Regex, FindsWhatABacktrackingEngineFinds, ()) {
  const auto pattern = pattern_of(*rc::gen::resize(6, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 16))));
  const auto text = *rc::gen::resize(8, rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', ' ')));
  RC_ASSERT(matches(pattern, text) == backtracking_finds(pattern, text));
}

RC_GTEST_PROP(Regex, NeverCrashesOnAnyPattern, ()) {
  const auto pattern = *rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::element('(', ')', '[', ']', '{', '}', '\\', '?', '*', '+', '|', '^', '$', '-', ',', '<', '=', '!'),
      rc::gen::element('a', 'd', 'p', 'u', 'x', 'c', 'k', '0', '1', '9', 'L')));
  if (const auto regex = Regex::compile(pattern, 1'000)) {
    Meter meter(10'000);
    const bool found = regex->is_found_in("aL019-\\", meter);
    RC_ASSERT(!found || !meter.is_exhausted());
  }
}

}  // namespace
}  // namespace baton::schema
