#include "cli/sim/subjects.hpp"

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/resources.hpp"
#include "cli/sim/operators_file.hpp"
#include "cli/text.hpp"

#include "dsl/names.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace baton::cli {
namespace {

Result<void> check_streams(const SimArguments& arguments) {
  auto from_stdin = std::ranges::count(arguments.files, "-") + std::ranges::count(arguments.with, "-") +
                    std::ranges::count(arguments.inputs, "-");
  if (arguments.operators == "-") ++from_stdin;
  if (from_stdin > 1) return std::unexpected(bad_argument("only one of these files can come from stdin"));
  if (arguments.common.json && arguments.sarif == "-") {
    return std::unexpected(bad_argument("--json and --sarif - both write to stdout; use only one of them"));
  }
  return {};
}

// The documents, each once. All errors of all of them are reported together.
Result<std::vector<Subject>> read_documents(const std::vector<std::string>& files, const ResourceReader& resources) {
  std::vector<Subject> subjects;
  std::optional<Error> wrong;
  for (const std::string& file : files) {
    auto document = read_document(file);
    if (!document) return std::unexpected(document.error());
    auto compiled = resources.compile(*document);
    if (!compiled) {
      Error error = invalid(*document, compiled.error());
      if (wrong) error.details.insert(error.details.begin(), wrong->details.begin(), wrong->details.end());
      wrong = std::move(error);
      continue;
    }
    if (const auto& obstacles = compiled->program->obstacles; !obstacles.empty()) {
      return std::unexpected(not_supported(*document, obstacles));
    }
    subjects.push_back({.document = *std::move(document), .program = std::move(compiled->program)});
  }
  if (wrong) return std::unexpected(*std::move(wrong));
  return subjects;
}

void drop_repeated(std::vector<Subject>& subjects, std::set<std::string>& digests) {
  std::erase_if(subjects, [&](const Subject& each) { return !digests.insert(each.program->digest.hex).second; });
}

// Two documents of one name and version could not be deployed side by side.
Result<void> check_names(const std::vector<Subject>& subjects) {
  for (auto second = subjects.begin(); second != subjects.end(); ++second) {
    for (auto first = subjects.begin(); first != second; ++first) {
      if (first->program->name != second->program->name) continue;
      return std::unexpected(bad_argument(first->document.file + " and " + second->document.file +
                                          " are different documents of the same name and version, " +
                                          full_name(first->program->name)));
    }
  }
  return {};
}

bool is_there(const std::vector<Subject>& subjects, const DefinitionName& wanted) {
  const bool any_version = wanted.version.empty() || wanted.version == "latest";
  return std::ranges::any_of(subjects, [&](const Subject& each) {
    const DefinitionName& name = each.program->name;
    return name.space == wanted.space && name.name == wanted.name && (any_version || name.version == wanted.version);
  });
}

Result<void> check_children(const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects) {
    for (const core::Task& task : subject.program->tasks) {
      const auto* run = std::get_if<core::RunWorkflowTask>(&task.kind);
      if (run == nullptr || is_there(subjects, run->workflow)) continue;
      return std::unexpected(bad_argument(subject.document.file + ": " + task.reference + " starts the workflow " +
                                          full_name(run->workflow) + "; give its document with --with FILE"));
    }
  }
  return {};
}

std::string name_of(const simulation::CallPattern& calls) {
  std::string name = calls.function;
  if (calls.method || calls.endpoint) name += ' ' + calls.method.value_or("*");
  return calls.endpoint ? name + ' ' + *calls.endpoint : name;
}

bool is_called(const simulation::CallPattern& calls, const std::vector<Subject>& subjects) {
  return std::ranges::any_of(subjects, [&](const Subject& subject) {
    for (std::size_t i = 0; i < subject.program->tasks.size(); ++i) {
      if (simulation::may_match(calls, *subject.program, static_cast<core::TaskId>(i))) return true;
    }
    return false;
  });
}

// An entry that no call can mean is probably mistyped.
void note_unused(const Document& file, const OperatorsFile& operators, const std::vector<Subject>& subjects) {
  std::set<std::string> called;
  for (const Subject& subject : subjects) {
    called.insert(subject.program->operator_calls.begin(), subject.program->operator_calls.end());
  }
  const std::vector<std::string_view> names(called.begin(), called.end());
  for (std::size_t i = 0; i < operators.mocks.size(); ++i) {
    const simulation::CallPattern& calls = operators.mocks[i].calls;
    if (is_called(calls, subjects)) continue;
    const auto near = dsl::nearest(calls.function, names);
    say(located(file, {.severity = dsl::Diagnostic::Severity::Note,
                       .line = operators.positions[i].line,
                       .column = operators.positions[i].column,
                       .message = "nothing calls " + name_of(calls) +
                                  (near ? "; did you mean '" + std::string(*near) + "'?" : std::string())}));
  }
}

Result<OperatorsFile> read_mocks(const std::string& path, const std::vector<Subject>& subjects) {
  if (path.empty()) return OperatorsFile();
  const auto file = read_document(path);
  if (!file) return std::unexpected(file.error());
  auto operators = read_operators(*file);
  if (!operators) return std::unexpected(operators.error());
  note_unused(*file, *operators, subjects);
  return operators;
}

Result<std::vector<Value>> read_inputs(const std::vector<std::string>& arguments) {
  std::vector<Value> inputs;
  for (const std::string& argument : arguments) {
    auto input = read_input(argument);
    if (!input) return std::unexpected(input.error());
    inputs.push_back(*std::move(input));
  }
  if (inputs.empty()) inputs.emplace_back();
  return inputs;
}

Result<void> check(const std::vector<Subject>& subjects) {
  auto named = check_names(subjects);
  return named ? check_children(subjects) : named;
}

}  // namespace

const Subject* Subjects::find(const Digest& digest) const {
  const auto found = std::ranges::find_if(all, [&](const Subject& each) { return each.program->digest == digest; });
  return found == all.end() ? nullptr : &*found;
}

Result<Subjects> read_subjects(const SimArguments& arguments) {
  if (auto checked = check_streams(arguments); !checked) return std::unexpected(checked.error());
  std::set<std::string> digests;
  const auto resources = ResourceReader::open(arguments.resources, arguments.common.outgoing);
  if (!resources) return std::unexpected(resources.error());
  auto all = read_documents(arguments.files, *resources);
  if (!all) return std::unexpected(all.error());
  drop_repeated(*all, digests);
  const std::size_t to_run = all->size();
  auto with = read_documents(arguments.with, *resources);
  if (!with) return std::unexpected(with.error());
  drop_repeated(*with, digests);
  for (Subject& subject : *with) all->push_back(std::move(subject));
  if (auto checked = check(*all); !checked) return std::unexpected(checked.error());

  auto mocks = read_mocks(arguments.operators, *all);
  if (!mocks) return std::unexpected(mocks.error());
  auto inputs = read_inputs(arguments.inputs);
  if (!inputs) return std::unexpected(inputs.error());
  return Subjects{.all = *std::move(all),
                  .to_run = to_run,
                  .inputs = *std::move(inputs),
                  .mocks = simulation::Mocks(std::move(mocks->mocks)),
                  .events = simulation::MadeEvents(std::move(mocks->events))};
}

}  // namespace baton::cli
