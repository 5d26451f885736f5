// What the user hands in: documents, inputs, secrets; from files, from stdin, or on the command line.
#pragma once

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <string>
#include <string_view>

namespace baton::cli {

// The user's input is invalid: InvalidArgument.
[[nodiscard]] Error bad_argument(std::string message);

// The file's bytes; "-" is stdin. InvalidArgument if it cannot be read or is larger than 64 MiB.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

// The value of --input: JSON itself, "@FILE" or "-" for stdin. The message of bad JSON says where it is.
[[nodiscard]] Result<Value> read_input(const std::string& argument);

// The text that an argument means: itself, "@FILE" or "-" for stdin; and what messages call it.
struct NamedText {
  std::string name;
  std::string text;
};
[[nodiscard]] Result<NamedText> read_text(const std::string& argument, const std::string& name);
// The value of a text; the message says where it is wrong.
[[nodiscard]] Result<Value> parse(const NamedText& text);

// A file that holds a JSON object. No message quotes from it.
[[nodiscard]] Result<Value> read_secrets(const std::string& path);

}  // namespace baton::cli
