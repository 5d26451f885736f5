// The man page and the completions of the shells, written from what the parser of the command line knows. They are files that the
// build makes (src/app/manual.cpp) and the package installs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::cli {

struct OptionText {
  std::vector<std::string> names;  // "--quiet", "-q"; none: an argument that is known by its place
  std::string value;               // as --help shows it: "FILE", "JSON|@FILE|-"; empty: a flag
  std::vector<std::string> choices;
  std::string text;

  [[nodiscard]] bool takes(std::string_view kind) const { return value.contains(kind); }
};
struct VerbText {
  std::string name;
  std::string summary;
  std::string notes;  // examples, and what else --help says at its end
  std::vector<OptionText> options;
};
struct CommandLineText {
  std::string summary;
  std::string notes;
  std::vector<VerbText> verbs;
};
[[nodiscard]] CommandLineText command_line_text();

[[nodiscard]] std::string man_page(const CommandLineText& command_line);  // roff, with the macros of man(7)
[[nodiscard]] std::string bash_completion(const CommandLineText& command_line);
[[nodiscard]] std::string zsh_completion(const CommandLineText& command_line);
[[nodiscard]] std::string fish_completion(const CommandLineText& command_line);

}  // namespace baton::cli
