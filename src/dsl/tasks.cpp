#include "dsl/tasks.hpp"

#include "core/limits.hpp"
#include "dsl/extensions.hpp"
#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"
#include "dsl/schemas.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/templates.hpp"

#include <array>
#include <utility>
#include <variant>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 7> kCommonProperties = {"if",      "input", "output",  "export",
                                                               "timeout", "then",  "metadata"};
constexpr std::size_t kMaxNameBytes = 256;

// The rule for the task's kind; nullptr, and reported, if it has none or several.
const KindRule* find_rule(Diagnostics& diagnostics, const Node& definition) {
  std::vector<const KindRule*> rules;
  for (const Node* member : definition.children) {
    for (const KindRule& rule : kind_rules()) {
      const bool is_body = rule.key == "do" && definition.find("for") != nullptr;
      if (member->key() == rule.key && !is_body) rules.push_back(&rule);
    }
  }
  if (rules.size() == 1) return rules[0];
  if (rules.size() > 1) {
    diagnostics.error(definition, "a task must have exactly one kind, but this one has " + quoted(rules[0]->key) +
                                      " and " + quoted(rules[1]->key));
    return nullptr;
  }
  std::vector<std::string_view> known(kCommonProperties.begin(), kCommonProperties.end());
  for (const KindRule& rule : kind_rules()) known.insert(known.end(), rule.properties.begin(), rule.properties.end());
  refuse_unknown(diagnostics, definition, known);
  diagnostics.error(definition, "a task must have one of " + listed(kTaskKinds));
  return nullptr;
}

void check_properties(Diagnostics& diagnostics, const Node& definition, const KindRule& rule) {
  std::vector<std::string_view> known(rule.properties.begin(), rule.properties.end());
  known.insert(known.end(), kCommonProperties.begin(), kCommonProperties.end());
  refuse_unknown(diagnostics, definition, known);
}

// The task with what Baton adds to the DSL under `metadata`; all else there is the author's own.
core::Task with_metadata(Compilation& compilation, const TaskSite& site, core::Task task) {
  Diagnostics& diagnostics = compilation.diagnostics;
  const Node* metadata = site.definition.find("metadata");
  if (metadata == nullptr || !expect(diagnostics, *metadata, Kind::Object)) return task;
  note_unread_metadata(diagnostics, *metadata, kTaskMetadata);
  if (const Node* required = metadata->find("required")) {
    task.required = read_boolean(diagnostics, *required).value_or(true);
  }
  if (const Node* idempotent = metadata->find("idempotent")) {
    const bool is_idempotent = read_boolean(diagnostics, *idempotent).value_or(true);
    if (auto* call = std::get_if<core::CallTask>(&task.kind)) {
      call->idempotent = is_idempotent;
    } else if (!std::holds_alternative<core::UnsupportedTask>(task.kind)) {
      diagnostics.error_at_key(*idempotent, "only a call to an operator or to http may say whether it is idempotent");
    }
  }
  if (const Node* drain = metadata->find("drain")) task.drain = read_duration(diagnostics, *drain);
  if (const Node* compensate = metadata->find("compensate")) {
    // By then the loops and catches around the task are over: their variables are not visible.
    const Scope scope;
    task.compensate = compile_implicit_do(compilation, *compensate, site.inside("/metadata/compensate", scope));
  }
  return task;
}

// The gateway evaluates the arguments of a call that mentions secrets.
bool mentions_secrets(const core::CallTask& call, const core::Task& task) {
  return (call.arguments && call.arguments->uses(core::Argument::Secrets)) ||
         (task.input_from && task.input_from->uses(core::Argument::Secrets));
}

// The task with all that its definition says.
core::Task with_definition(Compilation& compilation, const TaskSite& site, core::Task task) {
  const Node& definition = site.definition;
  Diagnostics& diagnostics = compilation.diagnostics;
  const KindRule* rule = find_rule(diagnostics, definition);
  if (rule == nullptr) return task;
  check_properties(diagnostics, definition, *rule);

  if (const Node* condition = definition.find("if")) {
    task.if_ = compile_expression_field(compilation, *condition, site.visible);
  }
  const Visible in_input = {.scope = site.visible.scope, .secrets = calls_gateway(compilation, definition)};
  task.input_from = compile_data_flow(compilation, definition, in_input, {.owner = "input", .name = "from"});

  TaskSite inner = site;
  inner.visible.input = !task.input_from || !task.input_from->uses(core::Argument::Secrets);
  task.kind = rule->compile(compilation, inner);
  if (auto* call = std::get_if<core::CallTask>(&task.kind)) call->secret = mentions_secrets(*call, task);

  task.output_as = compile_data_flow(compilation, definition, inner.visible, {.owner = "output", .name = "as"});
  task.export_as = compile_data_flow(compilation, definition, inner.visible, {.owner = "export", .name = "as"});
  task.input_schema = compile_schema(compilation, definition, "input");
  task.output_schema = compile_schema(compilation, definition, "output");
  task.export_schema = compile_schema(compilation, definition, "export");
  if (const Node* timeout = definition.find("timeout")) {
    task.timeout = compile_timeout(compilation, *timeout, inner.visible);
  }
  if (const Node* then = definition.find("then")) task.then = read_directive(diagnostics, *then, site.siblings);
  return with_metadata(compilation, inner, std::move(task));
}

// Reserves a task, unless it would be nested too deeply or exceed the number of tasks.
std::optional<core::TaskId> add_task(Compilation& compilation, const Node& definition, const Place& place) {
  if (place.depth >= core::kMaxFrameDepth) {
    compilation.diagnostics.error(definition, "tasks are nested more than " + std::to_string(core::kMaxFrameDepth) +
                                                  " deep (counted after the inlining of functions)");
    return std::nullopt;
  }
  return compilation.add_task();
}

}  // namespace

std::optional<core::Template> compile_data_flow(Compilation& compilation, const Node& node, const Visible& visible,
                                                DataFlow flow) {
  const Node* owner = node.find(flow.owner);
  const std::array<std::string_view, 2> known = {flow.name, "schema"};
  if (owner == nullptr || !expect_members(compilation.diagnostics, *owner, known)) return std::nullopt;
  const Node* member = owner->find(flow.name);
  return member == nullptr ? std::nullopt : compile_transformation(compilation, *member, visible);
}

core::TaskId compile_task(Compilation& compilation, std::string_view name, const Node& definition, const Place& place,
                          const Siblings* siblings) {
  if (const auto extended = compile_extended(compilation, name, definition, place, siblings)) return *extended;
  return compile_own_task(compilation, name, definition, place, siblings);
}

core::TaskId compile_own_task(Compilation& compilation, std::string_view name, const Node& definition,
                              const Place& place, const Siblings* siblings) {
  const std::optional<core::TaskId> id = add_task(compilation, definition, place);
  if (!id) return core::kRootTask;
  core::Task task;
  task.name = std::string(name);
  task.reference = place.reference;
  task.definition = definition.value;
  task.parent = place.parent;
  if (expect(compilation.diagnostics, definition, Kind::Object)) {
    const TaskSite site = {.definition = definition,
                           .name = name,
                           .id = *id,
                           .place = place,
                           .siblings = siblings,
                           .visible = {.scope = place.scope}};
    std::string around = std::exchange(compilation.task, place.reference);
    task = with_definition(compilation, site, std::move(task));
    compilation.task = std::move(around);
  }
  compilation.tasks[static_cast<std::size_t>(*id)] = std::move(task);
  return *id;
}

const Node* single_member(Diagnostics& diagnostics, const Node& item) {
  if (!expect(diagnostics, item, Kind::Object)) return nullptr;
  if (item.children.size() == 1) return item.children[0];
  diagnostics.error(item, "must be one name with its definition, not " + std::to_string(item.children.size()) +
                              " members; begin each task or case with its own '-'");
  return nullptr;
}

std::vector<core::TaskId> compile_tasks(Compilation& compilation, const Node& list, const Place& place, ListKind kind) {
  std::vector<core::TaskId> tasks;
  if (!expect(compilation.diagnostics, list, Kind::Array)) return tasks;
  const Siblings siblings(compilation.diagnostics, list);
  for (const Node* item : list.children) {
    if (compilation.exhausted) break;
    const Node* definition = single_member(compilation.diagnostics, *item);
    if (definition == nullptr) continue;
    const std::string_view name = definition->key();
    if (name.empty() || name.size() > kMaxNameBytes) {
      compilation.diagnostics.error_at_key(
          *definition, "the name of a task must be 1 to " + std::to_string(kMaxNameBytes) + " bytes long");
      continue;
    }
    Place inner = place;
    inner.reference += '/' + std::to_string(item->index) + '/' + escape_pointer(name);
    tasks.push_back(
        compile_task(compilation, name, *definition, inner, kind == ListKind::Sequence ? &siblings : nullptr));
  }
  return tasks;
}

core::TaskId compile_implicit_do(Compilation& compilation, const Node& list, const Place& place) {
  const std::optional<core::TaskId> id = add_task(compilation, list, place);
  if (!id) return core::kRootTask;
  core::Task task;
  task.name = std::string(list.key());
  task.reference = place.reference;
  task.definition = list.value;
  task.parent = place.parent;
  task.implicit = true;
  task.kind = core::DoTask{
      compile_tasks(compilation, list,
                    {.parent = *id, .reference = place.reference, .scope = place.scope, .depth = place.depth + 1})};
  compilation.tasks[static_cast<std::size_t>(*id)] = std::move(task);
  return *id;
}

}  // namespace baton::dsl
