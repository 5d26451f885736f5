#include "cli/manual/manual.hpp"

#include <algorithm>

namespace baton::cli {
namespace {

constexpr std::string_view kOrigin =
    "The build of Baton writes this file from the command line of the program baton.\n";

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

// In single quotes; the text contains none.
std::string quoted(std::string_view text, std::string_view quote_within) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string(quote_within) : std::string(1, c);
  return result + "'";
}
std::string shell_quoted(std::string_view text) {
  return quoted(text, R"('\'')");
}

bool takes_files(const VerbText& verb) {
  return std::ranges::any_of(verb.options,
                             [](const OptionText& option) { return option.names.empty() && option.takes("FILE"); });
}

std::vector<std::string> verb_names(const CommandLineText& command_line) {
  std::vector<std::string> names;
  for (const VerbText& verb : command_line.verbs) names.push_back(verb.name);
  return names;
}

// ---- bash

std::string bash_value(const OptionText& option) {
  if (!option.choices.empty()) return "_baton_words " + shell_quoted(joined(option.choices, " "));
  if (option.takes("@FILE")) return "_baton_at_files";
  if (option.takes("FILE")) return "_baton_files -f";
  if (option.takes("DIR")) return "_baton_files -d";
  return ":";
}

std::string bash_verb(const VerbText& verb) {
  std::string cases;
  std::vector<std::string> names;
  for (const OptionText& option : verb.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    if (option.names.empty() || option.value.empty()) continue;
    cases += "        " + joined(option.names, "|") + ") " + bash_value(option) + "; return ;;\n";
  }
  return "    " + verb.name + ")\n      case \"$before\" in\n" + cases +
         "      esac\n      if [[ \"$word\" == -* ]]; then _baton_words " + shell_quoted(joined(names, " ")) + "; " +
         (takes_files(verb) ? "else _baton_files -f; " : "") + "fi ;;\n";
}

// ---- zsh

// Colons, brackets and backslashes have a meaning in what _arguments takes.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("[]:\\").contains(c)) result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_values(const OptionText& option) {
  if (!option.choices.empty()) return "(" + joined(option.choices, " ") + ")";
  if (option.takes("FILE")) return "_files";
  if (option.takes("DIR")) return "_files -/";
  return " ";
}

std::string zsh_option(const OptionText& option) {
  const std::string value = ":" + zsh_text(option.value) + ":" + zsh_values(option);
  if (option.names.empty()) return " " + shell_quoted("*" + value);
  std::string lines;
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    lines += " " + shell_quoted("*" + name + (option.value.empty() || !is_long ? "" : "=") + "[" +
                                zsh_text(option.text) + "]" + (option.value.empty() ? "" : value));
  }
  return lines;
}

// ---- fish

std::string fish_quoted(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return quoted(escaped, "\\'");
}

std::string fish_option(const VerbText& verb, const OptionText& option) {
  const std::string when = "complete -c baton -n '__fish_seen_subcommand_from " + verb.name + "'";
  if (option.names.empty()) return option.takes("FILE") ? when + " -F\n" : "";
  std::string line = when;
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) {
    line += " -xa " + fish_quoted(joined(option.choices, " "));
  } else if (option.takes("FILE")) {
    line += " -rF";
  } else if (option.takes("DIR")) {
    line += " -xa '(__fish_complete_directories)'";
  } else if (!option.value.empty()) {
    line += " -x";
  }
  return line + " -d " + fish_quoted(option.text) + "\n";
}

}  // namespace

std::string bash_completion(const CommandLineText& command_line) {
  std::string verbs;
  for (const VerbText& verb : command_line.verbs) verbs += bash_verb(verb);
  return "# bash completion for baton. " + std::string(kOrigin) + R"(
_baton_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
_baton_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen "$1" -- "$word"); }
_baton_at_files() {
  [[ "$word" != @* ]] || { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -P @ -f -- "${word#@}"); }
}
_baton() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _baton_words )" +
         shell_quoted(joined(verb_names(command_line), " ") + " --help --version") + R"(
    return
  fi
  case "${COMP_WORDS[1]}" in
)" + verbs +
         R"(  esac
}
complete -F _baton baton
)";
}

std::string zsh_completion(const CommandLineText& command_line) {
  std::string verbs;
  std::string cases;
  for (const VerbText& verb : command_line.verbs) {
    verbs += "    " + shell_quoted(zsh_text(verb.name) + ":" + verb.summary) + "\n";
    cases += "        " + verb.name + ") _arguments";
    for (const OptionText& option : verb.options) cases += " \\\n         " + zsh_option(option);
    cases += " ;;\n";
  }
  return "#compdef baton\n# " + std::string(kOrigin) + R"(
_baton() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs=(
)" + verbs +
         R"(  )
  _arguments -C '(- *)--help[Print help]' '(- *)--version[Print the version]' '1:verb:->verb' '*::argument:->arguments'
  case "$state" in
    verb) _describe -t verbs verb verbs ;;
    arguments)
      case "${words[1]}" in
)" + cases +
         R"(      esac ;;
  esac
}
_baton "$@"
)";
}

std::string fish_completion(const CommandLineText& command_line) {
  std::string lines = "# " + std::string(kOrigin) +
                      "complete -c baton -f\n"
                      "complete -c baton -n __fish_use_subcommand -l help -d 'Print help'\n"
                      "complete -c baton -n __fish_use_subcommand -l version -d 'Print the version'\n";
  for (const VerbText& verb : command_line.verbs) {
    lines += "complete -c baton -n __fish_use_subcommand -a " + verb.name + " -d " + fish_quoted(verb.summary) + "\n";
    for (const OptionText& option : verb.options) lines += fish_option(verb, option);
  }
  return lines;
}

}  // namespace baton::cli
