// call: http, another service, an operator's method, or a function of the document or from elsewhere.
#include "dsl/calls/calls.hpp"
#include "dsl/catalogs.hpp"
#include "dsl/fields.hpp"
#include "dsl/http_call.hpp"
#include "dsl/names.hpp"
#include "dsl/resources.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/templates.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

// `with`, for all but http: an object that is a template.
std::optional<core::Template> compile_arguments(Compilation& compilation, const Node* with, const Visible& visible) {
  if (with == nullptr) return std::nullopt;
  if (!with->value.is_object()) {
    compilation.diagnostics.error(*with, "must be an object; to pass the task's input, leave 'with' out");
    return std::nullopt;
  }
  return compile_template(compilation, *with, visible);
}

std::optional<core::RetryPolicy> default_retry(Compilation& compilation) {
  const auto& retry = compilation.call_retry;
  if (!retry || !compilation.count_reuse(retry->node)) return std::nullopt;
  return retry->policy;
}

// `with`, which a call to a service should have.
const Node* expect_arguments(Compilation& compilation, const TaskSite& site) {
  const Node* with = site.definition.find("with");
  if (with == nullptr) {
    note_beyond_schema(compilation.diagnostics, *site.definition.find("call"),
                       "'with' beside it; without it, the arguments are the task's input");
  }
  return with;
}

KindOfTask compile_http_call(Compilation& compilation, const TaskSite& site, const Visible& visible) {
  core::CallTask task;
  task.kind = core::CallKind::Http;
  task.function = std::string(site.definition.find("call")->text());
  task.retry = default_retry(compilation);
  if (const Node* with = expect_arguments(compilation, site)) {
    task.arguments = compile_http_arguments(compilation, *with, visible);
  }
  return task;
}

KindOfTask compile_service_call(Compilation& compilation, const TaskSite& site, const Visible& visible,
                                const ServiceCall& call) {
  note_not_run(compilation, *site.definition.find("call"), std::string(call.title));
  core::UnsupportedTask task;
  if (const Node* with = expect_arguments(compilation, site)) {
    task.arguments = call.compile(compilation, {.task = site, .with = *with, .visible = visible});
  }
  return task;
}

KindOfTask compile_operator_call(Compilation& compilation, const TaskSite& site, const Visible& visible) {
  const Node& call = *site.definition.find("call");
  core::CallTask task;
  task.function = std::string(call.text());
  task.retry = default_retry(compilation);
  task.arguments = compile_arguments(compilation, site.definition.find("with"), visible);
  if (compilation.operator_calls.insert(task.function).second) {
    compilation.diagnostics.note(
        call, "calls operator method " + quoted(task.function) + ", which must be registered when the workflow runs");
  }
  return task;
}

bool is_function(const Compilation& compilation, std::string_view name) {
  return compilation.components.functions.contains(name) || is_foreign_function(name);
}

// A function of `use.functions` or from elsewhere; nullptr if it is missing.
const Node* find_function(Compilation& compilation, const Node& call) {
  ComponentMap& functions = compilation.components.functions;
  if (functions.contains(call.text())) return compilation.resolve(call, functions);
  const auto address = function_address(compilation, call);
  const Node* function = address ? read_document(compilation, call, *address) : nullptr;
  if (function == nullptr || !expect(compilation.diagnostics, *function, Kind::Object)) return nullptr;
  return compilation.count_reuse(*function) ? function : nullptr;
}

KindOfTask compile_function_call(Compilation& compilation, const TaskSite& site) {
  const Node& call = *site.definition.find("call");
  core::FunctionTask task{.arguments = {}, .body = core::kRootTask};
  task.arguments = compile_arguments(compilation, site.definition.find("with"), site.visible);
  const bool examined = compilation.only_examining && compilation.components.functions.is_used(call.text());
  const Node* function = find_function(compilation, call);
  if (function == nullptr) return task;

  const auto& open = compilation.open_functions;
  if (std::ranges::find(open, function) != open.end()) {
    compilation.diagnostics.error(
        call, "the function " + quoted(call.text()) + " would call itself: functions cannot be recursive");
    return task;
  }
  if (examined) return task;
  // The function sees only its arguments, not the caller's variables.
  const Scope scope;
  task.body = compile_function(compilation, site.name, *function, site.inside("", scope));
  return task;
}

void refuse_call(Compilation& compilation, const Node& call) {
  // Not among the functions either; the message lists those that are.
  static_cast<void>(compilation.components.functions.resolve(compilation.diagnostics, call));
}

}  // namespace

bool calls_gateway(const Compilation& compilation, const Node& definition) {
  const Node* run = definition.find("run");
  if (run != nullptr && !run->children.empty()) return run->find("workflow") == nullptr;
  const Node* call = definition.find("call");
  return call != nullptr && !is_function(compilation, call->text());
}

core::TaskId compile_function(Compilation& compilation, std::string_view name, const Node& function,
                              const Place& place) {
  compilation.open_functions.push_back(&function);
  const core::TaskId body = compile_own_task(compilation, name, function, place, nullptr);
  compilation.open_functions.pop_back();
  // Only the call is reported: the function is not another task of the document.
  if (body != core::kRootTask) compilation.tasks[static_cast<std::size_t>(body)].implicit = true;
  return body;
}

KindOfTask compile_call(Compilation& compilation, const TaskSite& site) {
  const Node& call = *site.definition.find("call");
  const auto name = read_string(compilation.diagnostics, call);
  if (!name) return core::CallTask{};
  if (is_function(compilation, *name)) return compile_function_call(compilation, site);
  const Visible visible = {.scope = site.visible.scope, .secrets = true, .input = site.visible.input};
  if (core::call_kind_of(*name) == core::CallKind::Http) return compile_http_call(compilation, site, visible);
  if (const ServiceCall* service = find_service_call(*name)) {
    return compile_service_call(compilation, site, visible, *service);
  }
  if (is_operator_method(*name)) return compile_operator_call(compilation, site, visible);
  refuse_call(compilation, call);
  return core::CallTask{};
}

}  // namespace baton::dsl
