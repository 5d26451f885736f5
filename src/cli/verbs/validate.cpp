#include "cli/console.hpp"
#include "cli/documents.hpp"
#include "cli/report.hpp"
#include "cli/resources.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"

#include "dsl/lint.hpp"

#include <utility>

namespace baton::cli {
namespace {

struct Findings {
  std::vector<std::string> lines;
  std::vector<Value> json;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t invalid_files = 0;
};

Value diagnostic_json(const Document& document, const dsl::Diagnostic& diagnostic) {
  const bool is_error = diagnostic.severity == dsl::Diagnostic::Severity::Error;
  return Value::object({{"file", Value::string(document.file)},
                        {"line", Value::number(static_cast<std::int64_t>(diagnostic.line))},
                        {"column", Value::number(static_cast<std::int64_t>(diagnostic.column))},
                        {"severity", Value::string(is_error ? "error" : "note")},
                        {"message", Value::string(diagnostic.message)}});
}

void advise(const Document& document, const core::Program& program, Findings& findings) {
  const auto located = dsl::locate(document.text);
  if (!located) return;  // it was compiled, so it can be read
  for (const dsl::Advice& advice : dsl::lint(program, *located)) {
    const auto [line, column] = advice.position;
    findings.lines.push_back(one_line(document.file + ":" + std::to_string(line) + ":" + std::to_string(column) +
                                      ": warning: " + advice.message + " [" + std::string(advice.rule) + "]"));
    findings.json.push_back(Value::object({{"file", Value::string(document.file)},
                                           {"line", Value::number(static_cast<std::int64_t>(line))},
                                           {"column", Value::number(static_cast<std::int64_t>(column))},
                                           {"severity", Value::string("warning")},
                                           {"message", Value::string(advice.message)},
                                           {"rule", Value::string(advice.rule)}}));
    ++findings.warnings;
  }
}

void examine(const Document& document, const ResourceReader& resources, bool strict, Findings& findings) {
  const auto compiled = resources.compile(document);
  for (const dsl::Diagnostic& diagnostic : compiled ? compiled->notes : compiled.error()) {
    findings.lines.push_back(located(document, diagnostic));
    findings.json.push_back(diagnostic_json(document, diagnostic));
    findings.errors += diagnostic.severity == dsl::Diagnostic::Severity::Error ? 1 : 0;
  }
  findings.invalid_files += compiled ? 0 : 1;
  if (compiled && strict) advise(document, *compiled->program, findings);
}

Result<void> print_findings(const Findings& findings, const Common& common) {
  if (common.json) return print_json(Value::array(findings.json));
  std::string text;
  for (const std::string& line : findings.lines) text += line + "\n";
  return print(text);
}

}  // namespace

Result<ExitCode> perform(const ValidateArguments& arguments) {
  const auto resources = ResourceReader::open(arguments.resources);
  if (!resources) return std::unexpected(resources.error());
  Findings findings;
  std::size_t unread = 0;
  for (const std::string& file : arguments.files) {
    const auto document = read_document(file);
    if (document) {
      examine(*document, *resources, arguments.strict, findings);
    } else {
      say_error(document.error());
      ++unread;
    }
  }
  if (auto printed = print_findings(findings, arguments.common); !printed) return std::unexpected(printed.error());

  const std::size_t files = arguments.files.size();
  const std::size_t bad = findings.invalid_files + unread;
  say(counted(files - bad, "file") + " valid" +
      (findings.invalid_files == 0
           ? ""
           : ", " + std::to_string(findings.invalid_files) + " invalid with " + counted(findings.errors, "error")) +
      (unread == 0 ? "" : ", " + std::to_string(unread) + " not read") +
      (findings.warnings == 0 ? "" : ", " + counted(findings.warnings, "warning")));
  if (bad > 0) return ExitCode::Refused;
  return findings.warnings == 0 ? ExitCode::Success : ExitCode::Faulted;
}

}  // namespace baton::cli
