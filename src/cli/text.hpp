// Text for people: safe to print, times, names.
#pragma once

#include <baton/ids.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::cli {

// For a text of several lines. Control characters other than newline and tab, those that change the direction of writing or
// separate lines, and what is not UTF-8, become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);
// For a text from a document, within a line: the same, but replaced characters, newlines and tabs stay visible, as
// "\n", "\t" or "\u202E". Nobody forges a line of ours then.
[[nodiscard]] std::string one_line(std::string_view text);

// At most this many characters; a cut ends in "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);
// The number of characters; each is taken to be one column wide.
[[nodiscard]] std::size_t width_of(std::string_view text);

[[nodiscard]] std::string time_of_day(Timestamp time);  // "12:00:01.123", UTC
[[nodiscard]] std::string elapsed(Duration duration);   // "0.5s", "3m05s", "2h10m", "3d04h"

[[nodiscard]] std::string full_name(const DefinitionName& name);  // "namespace/name/version"

[[nodiscard]] std::string counted(std::uint64_t number, const std::string& thing);  // "1 file", "2 files"

// For a shell to read as one word.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace baton::cli
