// Properties of a regular expression that must be known before a match, so that steps can be charged for its work.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::jq {

struct PatternOptions {
  bool ignore_case = false;
  bool extended = false;  // white space and comments do not count
};

struct RegexPattern {
  // The same pattern, in which each repetition is followed by an empty group. Without it oniguruma never goes back into a
  // repetition that what follows cannot continue, so it counts no retry, no matter how far it has read: `a+b` would read a text
  // of many `a` to its end from each place for free.
  std::string text;
  std::uint64_t compile_steps = 0;
  // It may still read far without a retry: `a++`, or a repetition inside `(?>…)` or a look-ahead.
  bool reads_unseen = false;
  bool refers_back = false;  // each retry may compare a text as long as what a group has matched
};

[[nodiscard]] RegexPattern examine(std::string_view pattern, PatternOptions options);

}  // namespace baton::jq
