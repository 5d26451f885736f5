#include "cli/manual/manual.hpp"

#include "base/version.hpp"

namespace baton::cli {
namespace {

// Text of one or more lines for roff: nothing in it is a request, and a hyphen can be copied as the sign that it is.
std::string roff(std::string_view text) {
  std::string result;
  bool is_line_start = true;
  for (const char c : text) {
    if (is_line_start && (c == '.' || c == '\'')) result += "\\&";
    is_line_start = c == '\n';
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

std::string as_is(std::string_view text) {
  return ".nf\n" + roff(text) + "\n.fi\n";
}

std::string option_entry(const OptionText& option) {
  std::string head;
  for (const std::string& name : option.names) head += (head.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (!option.value.empty()) head += (head.empty() ? "\\fI" : " \\fI") + roff(option.value) + "\\fR";
  return ".TP\n" + head + "\n" + roff(option.text) + "\n";
}

std::string verb_section(const VerbText& verb) {
  std::string section = ".SS baton " + roff(verb.name) + "\n" + roff(verb.summary) + ".\n";
  for (const OptionText& option : verb.options) section += option_entry(option);
  return section + ".PP\n" + as_is(verb.notes);
}

}  // namespace

std::string man_page(const CommandLineText& command_line) {
  std::string page = ".TH BATON 1 \"\" \"baton " + roff(kVersion) +
                     "\" \"User Commands\"\n"
                     ".SH NAME\nbaton \\- durable orchestration of workflows\n"
                     ".SH SYNOPSIS\n\\fBbaton\\fR \\fIVERB\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
                     ".SH DESCRIPTION\n" +
                     roff(command_line.summary) + "\n.SH VERBS\n";
  for (const VerbText& verb : command_line.verbs) page += verb_section(verb);
  return page + ".SH NOTES\n" + as_is(command_line.notes);
}

}  // namespace baton::cli
