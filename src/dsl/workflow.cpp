#include "dsl/workflow.hpp"

#include "base/sha256.hpp"
#include "dsl/authentication.hpp"
#include "dsl/catalogs.hpp"
#include "dsl/extensions.hpp"
#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"
#include "dsl/resources.hpp"
#include "dsl/schedule.hpp"
#include "dsl/schemas.hpp"
#include "dsl/scope.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/tasks.hpp"
#include "dsl/templates.hpp"

#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 8> kWorkflowProperties = {"document", "input",    "use",    "do",
                                                                 "timeout",  "schedule", "output", "evaluate"};
constexpr std::array<std::string_view, 8> kDocumentProperties = {"dsl",   "namespace", "name", "version",
                                                                 "title", "summary",   "tags", "metadata"};

std::string read_version(Diagnostics& diagnostics, const Node& document, std::string_view property) {
  const Node* node = required(diagnostics, document, property);
  if (node == nullptr) return {};
  if (node->value.is_number()) {
    diagnostics.error(*node, "must be a string, not a number; put quotes around it, as in '1.0.0'");
    return {};
  }
  const auto version = read_string(diagnostics, *node);
  if (!version) return {};
  if (is_semantic_version(*version)) return std::string(*version);
  diagnostics.error(*node, quoted(*version) + " is not a semantic version such as '1.0.0'");
  return {};
}

void check_dsl_version(Diagnostics& diagnostics, const Node& document) {
  const std::string version = read_version(diagnostics, document, "dsl");
  if (version.empty() || version.starts_with("1.")) return;
  diagnostics.error(
      *document.find("dsl"),
      "version " + quoted(version) + " of the DSL is not supported by this version of Baton (supported: 1.x)");
}

// The default retry policy of calls. It sees the error as `catch` calls it where the document gives no other name.
void read_call_retry(Compilation& compilation, const Node& metadata) {
  const Node* retry = metadata.find("retry");
  if (retry == nullptr) return;
  const Node* node = compilation.resolve(*retry, compilation.components.retries);
  if (node == nullptr) return;
  const Scope scope = Scope().with({"error"});
  if (auto policy = compile_retry(compilation, *node, {.scope = scope})) {
    compilation.call_retry.emplace(*std::move(policy), *node);
  }
}

void read_document_metadata(Compilation& compilation, const Node& metadata) {
  if (!expect(compilation.diagnostics, metadata, Kind::Object)) return;
  note_unread_metadata(compilation.diagnostics, metadata, kDocumentMetadata);
  read_call_retry(compilation, metadata);
  if (const Node* zone = metadata.find("timezone")) read_time_zone(compilation, *zone);
  if (const Node* rules = metadata.find("schedule")) check_schedule_rules(compilation.diagnostics, *rules);
}

DefinitionName read_document(Compilation& compilation, const Node& document) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, document, kDocumentProperties)) return {};
  check_dsl_version(diagnostics, document);
  DefinitionName name;
  name.space = read_workflow_name(diagnostics, document, "namespace");
  name.name = read_workflow_name(diagnostics, document, "name");
  name.version = read_version(diagnostics, document, "version");
  for (const std::string_view property : {"title", "summary"}) {
    if (const Node* text = document.find(property)) expect(diagnostics, *text, Kind::String);
  }
  if (const Node* tags = document.find("tags")) expect(diagnostics, *tags, Kind::Object);
  if (const Node* metadata = document.find("metadata")) read_document_metadata(compilation, *metadata);
  return name;
}

// Whether every string may be an expression.
bool read_evaluation_mode(Diagnostics& diagnostics, const Node& evaluate) {
  constexpr std::array<std::string_view, 2> kProperties = {"language", "mode"};
  constexpr std::array<std::string_view, 2> kModes = {"strict", "loose"};
  if (!expect_members(diagnostics, evaluate, kProperties)) return false;
  if (const Node* language = evaluate.find("language")) {
    const auto name = read_string(diagnostics, *language);
    if (name && *name != "jq") {
      diagnostics.error_at_key(
          *language, quoted(*name) + " expressions are not supported by this version of Baton (supported: jq)");
    }
  }
  const Node* mode = evaluate.find("mode");
  return mode != nullptr && read_word(diagnostics, *mode, kModes) == "loose";
}

// tasks[0]: the workflow itself.
void compile_root(Compilation& compilation, const Node& root, const std::string& name) {
  const Scope scope;
  const Visible visible = {.scope = scope};
  if (!compilation.add_task()) return;
  core::Task task;
  task.name = name;
  task.reference = "/";
  task.definition = root.value;
  task.input_from = compile_data_flow(compilation, root, visible, {.owner = "input", .name = "from"});
  task.output_as = compile_data_flow(compilation, root, visible, {.owner = "output", .name = "as"});
  task.input_schema = compile_schema(compilation, root, "input");
  task.output_schema = compile_schema(compilation, root, "output");
  if (const Node* timeout = root.find("timeout")) task.timeout = compile_timeout(compilation, *timeout, visible);
  if (const Node* list = required(compilation.diagnostics, root, "do")) {
    const Place place = {.parent = core::kRootTask, .reference = "/do", .scope = scope, .depth = 1};
    task.kind = core::DoTask{compile_tasks(compilation, *list, place)};
  }
  compilation.tasks[0] = std::move(task);
}

// Functions are compiled where they are called. The others are compiled here for their errors' sake, each once: a call
// to one that was examined before is not followed.
void examine_unused_functions(Compilation& compilation, const Scope& scope) {
  ComponentMap& functions = compilation.components.functions;
  const std::size_t task_count = compilation.tasks.size();
  const std::set<std::string> operator_calls = compilation.operator_calls;
  for (const Node* node : functions.unused()) {
    if (functions.is_used(node->key())) continue;  // by one that came before
    functions.mark_used(*node);
    const Place place = {.parent = core::kRootTask, .reference = pointer_to(*node), .scope = scope, .depth = 1};
    compile_function(compilation, node->key(), *node, place);
    compilation.tasks.resize(task_count);
  }
  compilation.operator_calls = operator_calls;
}

// The same for all other components.
void examine_unused(Compilation& compilation) {
  const Scope scope;
  const Scope in_catch = scope.with({"error"});
  Components& components = compilation.components;
  compilation.only_examining = true;
  for (const Node* node : components.retries.unused()) {
    static_cast<void>(compile_retry(compilation, *node, {.scope = in_catch}));
  }
  for (const Node* node : components.errors.unused()) {
    static_cast<void>(compile_error(compilation, *node, {.scope = scope}));
  }
  for (const Node* node : components.timeouts.unused()) {
    static_cast<void>(compile_timeout(compilation, *node, {.scope = scope}));
  }
  for (const Node* node : components.authentications.unused()) {
    static_cast<void>(compile_authentication(compilation, *node, {.scope = scope, .secrets = true}));
  }
  examine_catalogs(compilation);
  examine_unused_functions(compilation, scope);
  examine_extensions(compilation);
}

const Node* extensions_in(const Node& root) {
  const Node* use = root.find("use");
  return use == nullptr ? nullptr : use->find("extensions");
}

}  // namespace

core::Program compile_workflow(Compilation& compilation, const Node& root) {
  Diagnostics& diagnostics = compilation.diagnostics;
  core::Program program;
  if (!expect_members(diagnostics, root, kWorkflowProperties)) return program;
  // Expressions depend on the mode, and everything on the components.
  if (const Node* evaluate = root.find("evaluate")) compilation.loose = read_evaluation_mode(diagnostics, *evaluate);
  if (const Node* use = root.find("use")) compilation.components = read_components(diagnostics, *use);
  if (const Node* extensions = extensions_in(root)) {
    compilation.extensions = read_extensions(diagnostics, *extensions);
  }
  if (const Node* document = required(diagnostics, root, "document")) {
    program.name = read_document(compilation, *document);
  }
  if (const Node* schedule = root.find("schedule")) program.schedule = compile_schedule(compilation, *schedule);
  compile_root(compilation, root, program.name.name);
  if (!compilation.exhausted) examine_unused(compilation);

  program.document = root.value;
  program.resources = resources_value(compilation);
  program.digest = Digest{sha256_hex(to_canonical_json(stored_form(program)))};
  program.tasks = std::move(compilation.tasks);
  program.operator_calls = {compilation.operator_calls.begin(), compilation.operator_calls.end()};
  program.secrets = compilation.components.secrets;
  program.obstacles = std::move(compilation.obstacles);
  return program;
}

}  // namespace baton::dsl
