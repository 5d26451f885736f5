#include "dsl/processes.hpp"

#include "dsl/endpoint.hpp"
#include "dsl/names.hpp"
#include "dsl/properties.hpp"
#include "dsl/support.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 3> kCleanups = {"always", "never", "eventually"};
constexpr std::array<std::string_view, 3> kPullPolicies = {"ifNotPresent", "always", "never"};
constexpr std::array<std::string_view, 2> kScriptLanguages = {"js", "python"};
constexpr std::array<std::string_view, 5> kReturns = {"stdout", "stderr", "code", "all", "none"};

constexpr std::array<Property, 2> kLifetime = {
    {{.name = "cleanup", .compile = as_word<kCleanups>, .required = true}, {.name = "after", .compile = as_duration}}};

Template as_lifetime(Compilation& compilation, const Node& node, const Visible& visible) {
  const Node* cleanup = node.find("cleanup");
  const bool later = cleanup != nullptr && cleanup->text() == "eventually";
  if (later) static_cast<void>(required(compilation.diagnostics, node, "after"));
  if (const Node* after = node.find("after"); after != nullptr && !later) {
    compilation.diagnostics.note(*after, "has no effect: only 'cleanup: eventually' has a time");
  }
  return as_properties<kLifetime>(compilation, node, visible);
}

Template as_script_language(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  const auto language = read_string(compilation.diagnostics, node);
  if (language && !is_one_of(*language, kScriptLanguages)) {
    compilation.diagnostics.error(node, "must be one of " + listed(kScriptLanguages) + ", not " + quoted(*language) +
                                            "; another language can be run in a container");
  }
  return {node.value};
}

Template as_script_arguments(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!node.value.is_object()) return as_texts(compilation, node, visible);
  note_beyond_schema(compilation.diagnostics, node, "a list of strings");
  return as_object(compilation, node, visible);
}

constexpr std::array<Property, 10> kContainer = {
    {{.name = "image", .compile = as_text, .required = true},
     {.name = "name", .compile = as_text},
     {.name = "command", .compile = as_text},
     {.name = "ports", .compile = as_object},
     {.name = "volumes", .compile = as_object},
     {.name = "environment", .compile = as_object},
     {.name = "stdin", .compile = as_text},
     {.name = "arguments", .compile = as_texts},
     {.name = "lifetime", .compile = as_lifetime},
     {.name = "pullPolicy", .compile = as_word<kPullPolicies>, .fallback = "ifNotPresent"}}};
constexpr std::array<Property, 6> kScript = {{{.name = "language", .compile = as_script_language, .required = true},
                                              {.name = "code", .compile = as_text},
                                              {.name = "source", .compile = as_resource},
                                              {.name = "stdin", .compile = as_text},
                                              {.name = "arguments", .compile = as_script_arguments},
                                              {.name = "environment", .compile = as_object}}};
constexpr std::array<Property, 4> kShell = {{{.name = "command", .compile = as_text, .required = true},
                                             {.name = "stdin", .compile = as_text},
                                             {.name = "arguments", .compile = as_texts},
                                             {.name = "environment", .compile = as_object}}};

Template as_script(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_object() && (node.find("code") == nullptr) == (node.find("source") == nullptr)) {
    compilation.diagnostics.error(node, "must have exactly one of code, source");
  }
  return as_properties<kScript>(compilation, node, visible);
}

constexpr std::array<Process, 3> kProcesses = {{{"container", "containers", as_properties<kContainer>},
                                                {"script", "scripts", as_script},
                                                {"shell", "shell commands", as_properties<kShell>}}};

}  // namespace

const Process* find_process(std::string_view name) {
  const auto* found = std::ranges::find(kProcesses, name, &Process::name);
  return found == kProcesses.end() ? nullptr : found;
}

std::optional<Template> compile_process(Compilation& compilation, const Node& run, const Process& process,
                                        const Visible& visible) {
  const std::array<Property, 3> properties = {{{.name = process.name, .compile = process.compile},
                                               {.name = "await", .compile = as_boolean, .fallback = true},
                                               {.name = "return", .compile = as_word<kReturns>, .fallback = "stdout"}}};
  auto members = compile_properties(compilation, run, visible, properties);
  if (!members) return std::nullopt;
  return object_template(*std::move(members));
}

}  // namespace baton::dsl
