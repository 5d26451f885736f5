// The three standard streams. What a verb prints goes to stdout; all that is said about it goes to stderr.
//
// A reader of stdout that has gone away (`baton ls | head -1`) is not a failure; a stdout that cannot be written is one.
#pragma once

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <string_view>

namespace baton::cli {

// Makes the streams fit to be written to: a closed one would give its number to the next file that is opened, and a pipe
// without a reader, or a file at the limit of its size, would end the process. A closed stdout is one that cannot be written.
void prepare_streams();

// To stdout. Control characters, which could take over a terminal, become U+FFFD.
[[nodiscard]] Result<void> print(std::string_view text);
// To stdout, with a newline: indented and safe on a terminal, else on one line and exact.
[[nodiscard]] Result<void> print_json(const Value& value);

// False: what is printed from now on, nobody reads.
[[nodiscard]] bool stdout_has_reader();

// To stdout: safe on a terminal, else exact.
[[nodiscard]] Result<void> print_exactly(std::string_view text);

// One line or several to stderr, with a newline. Control characters become U+FFFD.
void say(std::string_view text);
// To stderr, as it is.
void draw(std::string_view text);

// What stderr can show.
struct Terminal {
  std::size_t width = 80;
  std::size_t height = 24;
  bool color = true;  // NO_COLOR is not set
  bool utf8 = true;   // the locale's character set
};
[[nodiscard]] bool stderr_can_redraw();    // a terminal that knows how to move its cursor
[[nodiscard]] Terminal stderr_terminal();  // asks each time, since its size changes

// Writes all of it. StoreFailed, with the reason, if it cannot; `name` is what the message calls it.
[[nodiscard]] Result<void> write_all(int descriptor, std::string_view text, std::string_view name);

}  // namespace baton::cli
