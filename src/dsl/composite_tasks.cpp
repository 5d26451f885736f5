// Tasks that hold others: do, for, fork, try.
#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/templates.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

// `for.in`: an expression field, or a list that is a template.
core::Template compile_collection(Compilation& compilation, const Node& in, const Visible& visible) {
  if (in.value.is_array()) {
    for (const Node* item : in.children) {
      if (!item->value.is_object()) note_beyond_schema(compilation.diagnostics, *item, "objects in such a list");
    }
    return compile_template(compilation, in, visible);
  }
  if (!in.value.is_string()) {
    compilation.diagnostics.error(in, "must be an expression or a list");
    return {};
  }
  auto expression = compile_expression_field(compilation, in, visible);
  return expression ? core::Template{*std::move(expression)} : core::Template{};
}

core::TryTask compile_catch(Compilation& compilation, const TaskSite& site, const Node& node, core::TryTask task) {
  constexpr std::array<std::string_view, 7> kProperties = {"errors", "as", "when", "exceptWhen", "retry", "do", "then"};
  Diagnostics& diagnostics = compilation.diagnostics;
  task.as = "error";
  if (!expect_members(diagnostics, node, kProperties)) return task;
  if (const Node* errors = node.find("errors")) task.filter = read_error_filter(diagnostics, *errors);
  task.as = read_variable_name(diagnostics, node.find("as"), task.as);

  const Scope scope = site.visible.scope.with({task.as});
  const Visible visible = {.scope = scope};
  if (const Node* when = node.find("when")) task.when = compile_expression_field(compilation, *when, visible);
  if (const Node* except_when = node.find("exceptWhen")) {
    task.except_when = compile_expression_field(compilation, *except_when, visible);
  }
  if (const Node* retry = node.find("retry")) task.retry = compile_retry(compilation, *retry, visible);
  if (const Node* handler = node.find("do")) {
    task.handler = compile_implicit_do(compilation, *handler, site.inside("/catch/do", scope));
  }
  if (const Node* then = node.find("then")) task.then = read_directive(diagnostics, *then, site.siblings);
  return task;
}

}  // namespace

KindOfTask compile_do(Compilation& compilation, const TaskSite& site) {
  return core::DoTask{compile_tasks(compilation, *site.definition.find("do"), site.inside("/do", site.visible.scope))};
}

KindOfTask compile_for(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 3> kProperties = {"each", "in", "at"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::ForTask task{.each = "item", .at = "index", .in = {}, .while_ = {}, .body = core::kRootTask};
  const Node& loop = *site.definition.find("for");
  if (expect_members(diagnostics, loop, kProperties)) {
    task.each = read_variable_name(diagnostics, loop.find("each"), task.each);
    task.at = read_variable_name(diagnostics, loop.find("at"), task.at);
    if (task.each == task.at) diagnostics.error(loop, "'each' and 'at' must be two different names");
    if (const Node* in = required(diagnostics, loop, "in")) {
      task.in = compile_collection(compilation, *in, site.visible);
    }
  }
  const Scope scope = site.visible.scope.with({task.each, task.at});
  if (const Node* condition = site.definition.find("while")) {
    task.while_ = compile_expression_field(compilation, *condition, {.scope = scope});
  }
  if (const Node* body = required(diagnostics, site.definition, "do")) {
    task.body = compile_implicit_do(compilation, *body, site.inside("/do", scope));
  }
  return task;
}

KindOfTask compile_fork(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 2> kProperties = {"branches", "compete"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::ForkTask task;
  const Node& fork = *site.definition.find("fork");
  if (!expect_members(diagnostics, fork, kProperties)) return task;
  if (const Node* compete = fork.find("compete")) task.compete = read_boolean(diagnostics, *compete).value_or(false);
  if (const Node* branches = required(diagnostics, fork, "branches")) {
    task.branches =
        compile_tasks(compilation, *branches, site.inside("/fork/branches", site.visible.scope), ListKind::Branches);
  }
  return task;
}

KindOfTask compile_try(Compilation& compilation, const TaskSite& site) {
  core::TryTask task{};
  task.body = compile_implicit_do(compilation, *site.definition.find("try"), site.inside("/try", site.visible.scope));
  const Node* handling = required(compilation.diagnostics, site.definition, "catch");
  return handling == nullptr ? task : compile_catch(compilation, site, *handling, std::move(task));
}

}  // namespace baton::dsl
