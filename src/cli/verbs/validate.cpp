#include "cli/console.hpp"
#include "cli/documents.hpp"
#include "cli/files.hpp"
#include "cli/report.hpp"
#include "cli/resources.hpp"
#include "cli/sarif.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"

#include "dsl/lint.hpp"

#include <utility>

namespace baton::cli {
namespace {

struct Finding {
  std::string file;
  dsl::Position position;
  std::string_view severity;  // "error", "warning", "note"
  std::string message;
  std::string_view rule = {};  // of a warning
};

struct Findings {
  std::vector<Finding> list;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t invalid_files = 0;
  std::size_t unread_files = 0;
};

void advise(const Document& document, const core::Program& program, Findings& findings) {
  const auto located = dsl::locate(document.text);
  if (!located) return;  // it was compiled, so it can be read
  for (const dsl::Advice& advice : dsl::lint(program, *located)) {
    findings.list.push_back({.file = document.file,
                             .position = advice.position,
                             .severity = "warning",
                             .message = advice.message,
                             .rule = advice.rule});
    ++findings.warnings;
  }
}

void examine(const Document& document, const ResourceReader& resources, bool strict, Findings& findings) {
  const auto compiled = resources.compile(document);
  for (const dsl::Diagnostic& diagnostic : compiled ? compiled->notes : compiled.error()) {
    const bool is_error = diagnostic.severity == dsl::Diagnostic::Severity::Error;
    findings.list.push_back({.file = document.file,
                             .position = {.line = diagnostic.line, .column = diagnostic.column},
                             .severity = is_error ? "error" : "note",
                             .message = diagnostic.message});
    findings.errors += is_error ? 1 : 0;
  }
  findings.invalid_files += compiled ? 0 : 1;
  if (compiled && strict) advise(document, *compiled->program, findings);
}

std::string text_of(const Finding& finding) {
  return one_line(finding.file + ":" + std::to_string(finding.position.line) + ":" +
                  std::to_string(finding.position.column) + ": " + std::string(finding.severity) + ": " +
                  finding.message + (finding.rule.empty() ? "" : " [" + std::string(finding.rule) + "]"));
}

Value finding_json(const Finding& finding) {
  std::vector<Member> members = {{"file", Value::string(finding.file)},
                                 {"line", Value::number(static_cast<std::int64_t>(finding.position.line))},
                                 {"column", Value::number(static_cast<std::int64_t>(finding.position.column))},
                                 {"severity", Value::string(finding.severity)},
                                 {"message", Value::string(finding.message)}};
  if (!finding.rule.empty()) members.emplace_back("rule", Value::string(finding.rule));
  return Value::object(std::move(members));
}

Value findings_json(const Findings& findings) {
  std::vector<Value> list;
  for (const Finding& finding : findings.list) list.push_back(finding_json(finding));
  return Value::array(std::move(list));
}

// The rule of what has no name is its severity.
Value sarif_of(const Finding& finding) {
  const SarifPlace place = {.file = finding.file, .line = finding.position.line, .column = finding.position.column};
  return Value::object(
      {{"ruleId", Value::string(finding.rule.empty() ? finding.severity : finding.rule)},
       {"level", Value::string(finding.severity)},
       {"message", sarif_text(finding.message)},
       {"locations", Value::array({Value::object({{"physicalLocation", sarif_physical_location(place)}})})}});
}

Value sarif_of(const Findings& findings) {
  SarifRun run{.program = "baton validate", .is_whole = findings.unread_files == 0};
  for (const Finding& finding : findings.list) run.results.push_back(sarif_of(finding));
  return sarif_log(std::move(run));
}

Result<void> print_findings(const Findings& findings, const ValidateArguments& arguments) {
  if (arguments.sarif == "-") return print_json(sarif_of(findings));
  if (arguments.common.json) return print_json(findings_json(findings));
  std::string text;
  for (const Finding& finding : findings.list) text += text_of(finding) + "\n";
  return print(text);
}

void say_summary(const Findings& findings, std::size_t files) {
  say(counted(files - findings.invalid_files - findings.unread_files, "file") + " valid" +
      (findings.invalid_files == 0
           ? ""
           : ", " + std::to_string(findings.invalid_files) + " invalid with " + counted(findings.errors, "error")) +
      (findings.unread_files == 0 ? "" : ", " + std::to_string(findings.unread_files) + " not read") +
      (findings.warnings == 0 ? "" : ", " + counted(findings.warnings, "warning")));
}

Findings examine_all(const ValidateArguments& arguments, const ResourceReader& resources) {
  Findings findings;
  for (const std::string& file : arguments.files) {
    if (const auto document = read_document(file)) {
      examine(*document, resources, arguments.strict, findings);
    } else {
      say_error(document.error());
      ++findings.unread_files;
    }
  }
  return findings;
}

}  // namespace

Result<ExitCode> perform(const ValidateArguments& arguments) {
  if (arguments.common.json && arguments.sarif == "-") {
    return std::unexpected(bad_argument("--json and --sarif - both write to stdout; use only one of them"));
  }
  const auto resources = ResourceReader::open(arguments.resources, arguments.common.outgoing);
  if (!resources) return std::unexpected(resources.error());
  SarifFile sarif;
  if (auto opened = sarif.open(arguments.sarif); !opened) return std::unexpected(opened.error());
  const Findings findings = examine_all(arguments, *resources);
  if (auto written = sarif.write(sarif_of(findings)); !written) return std::unexpected(written.error());
  if (auto printed = print_findings(findings, arguments); !printed) return std::unexpected(printed.error());
  say_summary(findings, arguments.files.size());
  if (findings.invalid_files + findings.unread_files > 0) return ExitCode::Refused;
  return findings.warnings == 0 ? ExitCode::Success : ExitCode::Faulted;
}

}  // namespace baton::cli
