// Tasks that hold no others: raise, run, set, switch, wait.
#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"
#include "dsl/processes.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/templates.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

std::string read_workflow_version(Diagnostics& diagnostics, const Node& workflow) {
  constexpr std::string_view kLatest = "latest";
  const Node* node = workflow.find("version");
  if (node == nullptr) {
    note_beyond_schema(diagnostics, workflow, "a 'version'; without one, it is 'latest'");
    return std::string(kLatest);
  }
  const auto version = read_string(diagnostics, *node);
  if (!version) return {};
  if (*version != kLatest && !is_semantic_version(*version)) {
    diagnostics.error(*node, "must be a semantic version such as '1.0.0', or 'latest', not " + quoted(*version));
  }
  return std::string(*version);
}

core::RunWorkflowTask compile_run_workflow(Compilation& compilation, const Node& workflow, const Visible& visible) {
  constexpr std::array<std::string_view, 4> kProperties = {"namespace", "name", "version", "input"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::RunWorkflowTask task;
  if (!expect_members(diagnostics, workflow, kProperties)) return task;
  task.workflow.space = read_workflow_name(diagnostics, workflow, "namespace");
  task.workflow.name = read_workflow_name(diagnostics, workflow, "name");
  task.workflow.version = read_workflow_version(diagnostics, workflow);
  const Node* input = workflow.find("input");
  if (input != nullptr && !input->value.is_object()) note_beyond_schema(diagnostics, *input, "an object as input");
  if (input != nullptr) task.input = compile_template(compilation, *input, visible);
  return task;
}

// run.return. What a workflow returns is its output; it has no other.
bool returns_nothing(Diagnostics& diagnostics, const Node& run) {
  constexpr std::array<std::string_view, 5> kReturns = {"stdout", "stderr", "code", "all", "none"};
  const Node* node = run.find("return");
  const auto word = node == nullptr ? std::nullopt : read_word(diagnostics, *node, kReturns);
  if (!word) return false;
  if (*word != "none" && *word != "stdout") {
    diagnostics.note(*node, quoted(*word) + " has no effect here: a child workflow returns only its output");
  }
  return *word == "none";
}

// ".order.total" or "$input": an author who writes this probably means an expression.
bool looks_like_path(std::string_view text) {
  return text.starts_with('.') || text.starts_with('$');
}

core::SwitchTask::Case compile_case(Compilation& compilation, const TaskSite& site, const Node& node) {
  constexpr std::array<std::string_view, 2> kProperties = {"when", "then"};
  core::SwitchTask::Case result{.name = std::string(node.key()), .when = {}, .then = {}};
  if (!expect_members(compilation.diagnostics, node, kProperties)) return result;
  if (const Node* when = node.find("when")) result.when = compile_expression_field(compilation, *when, site.visible);
  if (const Node* then = required(compilation.diagnostics, node, "then")) {
    result.then = read_directive(compilation.diagnostics, *then, site.siblings);
  }
  return result;
}

}  // namespace

KindOfTask compile_raise(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 1> kProperties = {"error"};
  core::RaiseTask task;
  const Node& raise = *site.definition.find("raise");
  if (!expect_members(compilation.diagnostics, raise, kProperties)) return task;
  const Node* error = required(compilation.diagnostics, raise, "error");
  if (error == nullptr) return task;
  if (auto compiled = compile_error(compilation, *error, site.visible)) task.error = *std::move(compiled);
  return task;
}

KindOfTask compile_run(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 4> kProcessNames = {"container", "script", "shell", "workflow"};
  Diagnostics& diagnostics = compilation.diagnostics;
  const Node& run = *site.definition.find("run");
  if (!expect(diagnostics, run, Kind::Object)) return core::RunWorkflowTask{};
  const auto is_process = [&](const Node* member) { return is_one_of(member->key(), kProcessNames); };
  if (std::ranges::count_if(run.children, is_process) != 1) {
    diagnostics.error(run, "must have exactly one of " + listed(kProcessNames));
    return core::RunWorkflowTask{};
  }
  const Node& process_node = **std::ranges::find_if(run.children, is_process);
  if (const Process* process = find_process(process_node.key())) {
    note_not_run(compilation, process_node, std::string(process->title));
    const Visible visible = {.scope = site.visible.scope, .secrets = true, .input = site.visible.input};
    return core::UnsupportedTask{compile_process(compilation, run, *process, visible)};
  }
  constexpr std::array<std::string_view, 3> kProperties = {"workflow", "await", "return"};
  refuse_unknown(diagnostics, run, kProperties);
  core::RunWorkflowTask task = compile_run_workflow(compilation, process_node, site.visible);
  if (const Node* await = run.find("await")) task.await = read_boolean(diagnostics, *await).value_or(true);
  task.returns_nothing = returns_nothing(diagnostics, run);
  return task;
}

KindOfTask compile_set(Compilation& compilation, const TaskSite& site) {
  Diagnostics& diagnostics = compilation.diagnostics;
  const Node& set = *site.definition.find("set");
  if (set.value.is_object() && !set.children.empty()) {
    return core::SetTask{compile_template(compilation, set, site.visible)};
  }
  if (!set.value.is_string()) {
    diagnostics.error(set, "must be an object with at least one member, a text or an expression '${ … }'");
    return core::SetTask{};
  }
  core::Template text = compile_template(compilation, set, site.visible);
  if (std::holds_alternative<core::Template::Literal>(text.node) && looks_like_path(set.text())) {
    diagnostics.note(set, quoted(set.text()) + " is a plain text; to make it an expression, write '${ … }' around it");
  }
  return core::SetTask{std::move(text)};
}

KindOfTask compile_switch(Compilation& compilation, const TaskSite& site) {
  Diagnostics& diagnostics = compilation.diagnostics;
  core::SwitchTask task;
  const Node& cases = *site.definition.find("switch");
  if (!expect(diagnostics, cases, Kind::Array)) return task;
  if (cases.children.empty()) diagnostics.error(cases, "must have at least one case");
  std::set<std::string_view> names;
  const Node* default_case = nullptr;
  for (const Node* item : cases.children) {
    const Node* node = single_member(diagnostics, *item);
    if (node == nullptr) continue;
    if (!names.insert(node->key()).second) {
      diagnostics.error_at_key(*node, "the name " + quoted(node->key()) + " is taken by another case of this switch");
    }
    if (node->value.is_object() && node->find("when") == nullptr) {
      if (default_case != nullptr) {
        diagnostics.error_at_key(*node, "a switch has only one default case, and here it is " +
                                            quoted(default_case->key()) + "; give this case a 'when'");
      }
      default_case = node;
    }
    task.cases.push_back(compile_case(compilation, site, *node));
  }
  return task;
}

KindOfTask compile_wait(Compilation& compilation, const TaskSite& site) {
  auto duration = compile_duration(compilation, *site.definition.find("wait"), site.visible);
  return core::WaitTask{std::move(duration).value_or(core::CalendarDuration{})};
}

}  // namespace baton::dsl
