#include "dsl/compilation.hpp"
#include "dsl/dsl.hpp"
#include "dsl/reader.hpp"
#include "dsl/workflow.hpp"

#include <utility>

namespace baton::dsl {
namespace {

// `source`: the text or the value.
template <class Source>
std::expected<Compiled, std::vector<Diagnostic>> compile_source(const Source& source, const Limits& limits,
                                                                const Sources& sources) {
  Diagnostics diagnostics(limits.max_diagnostics);
  const std::optional<Tree> tree = read(source, limits, diagnostics);
  if (!tree) return std::unexpected(diagnostics.errors());
  Compilation compilation{.limits = limits, .diagnostics = diagnostics, .sources = sources};
  core::Program program = compile_workflow(compilation, tree->root());
  if (diagnostics.failed()) return std::unexpected(diagnostics.errors());
  std::vector<MissingResource> missing;
  for (auto& [uri, resource] : compilation.missing) missing.push_back(std::move(resource));
  return Compiled{.program = std::make_shared<const core::Program>(std::move(program)),
                  .notes = diagnostics.notes(),
                  .missing = std::move(missing)};
}

// nullopt: they are no object of texts.
std::optional<Resources> resources_of(const Value& bundle) {
  Resources resources;
  for (const Member& member : bundle.find("resources")->members()) {
    if (!member.value.is_string()) return std::nullopt;
    resources.emplace(member.name(), member.value.as_string());
  }
  return resources;
}

std::expected<Compiled, std::vector<Diagnostic>> compile_stored_form(const Value& document, const Limits& limits,
                                                                     Sources sources) {
  const Value* definition = definition_in_bundle(document);
  if (definition == nullptr) return compile_source(document, limits, sources);
  auto resources = resources_of(document);
  if (!resources) return std::unexpected(std::vector{Diagnostic{.message = "the bundle's resources must be texts"}});
  sources.resources = *std::move(resources);
  return compile_source(*definition, limits, sources);
}

}  // namespace

// A bundle is as core::stored_form() makes it: no document begins so.
std::expected<Compiled, std::vector<Diagnostic>> compile(std::string_view text, const Limits& limits,
                                                         const Sources& sources) {
  if (text.starts_with(R"({"definition":)") && text.size() <= limits.max_bytes + 2 * limits.max_resource_bytes) {
    const auto bundle = parse_json(text);
    if (bundle && definition_in_bundle(*bundle) != nullptr) {
      return compile_stored_form(*bundle, limits, {.resources = {}, .missing = {}, .has_zone = sources.has_zone});
    }
  }
  return compile_source(text, limits, sources);
}

const Value* definition_in_bundle(const Value& document) {
  const Value* resources = document.find("resources");
  return document.size() == 2 && resources != nullptr && resources->is_object() ? document.find("definition") : nullptr;
}

std::expected<Compiled, std::vector<Diagnostic>> compile_value(const Value& document, const Limits& limits) {
  return compile_stored_form(document, limits, Sources());
}

}  // namespace baton::dsl
