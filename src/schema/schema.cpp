#include "schema/schema.hpp"

#include "schema/compiler.hpp"
#include "schema/index.hpp"
#include "schema/limits.hpp"
#include "schema/rules.hpp"

#include <map>
#include <optional>
#include <utility>

namespace baton::schema {
namespace {

using MetaSchemas = std::map<std::string, Schema, std::less<>>;

std::expected<Schema, CompileError> finish(Index& index, SchemaId root, std::vector<CompiledSchema> schemas) {
  auto rules = std::make_shared<Rules>();
  rules->schemas = std::move(schemas);
  rules->root = root;
  for (const Resource& resource : index.resources()) {
    rules->resources.push_back({.root = resource.root,
                                .dynamic_anchors = resource.dynamic_anchors,
                                .has_recursive_anchor = resource.has_recursive_anchor});
  }
  return Schema(std::move(rules));
}

// A meta-schema is not checked by its own meta-schema: it has passed that elsewhere, or what its rules need is
// checked where they are made.
std::expected<Schema, CompileError> compile_meta_schema(const std::string& url, const Options& options) {
  const Options own{.url = "", .documents = options.documents, .formats = Formats::Ignored};
  const Value reference{{"$schema", url}, {"$ref", url}};
  Index index(own);
  const auto root = index.add_main(reference);
  if (!root) return std::unexpected(root.error());
  Compiler compiler(index, own.formats);
  std::vector<CompiledSchema> schemas;
  while (schemas.size() < index.locations().size()) {
    auto compiled = compiler.compile(static_cast<SchemaId>(schemas.size()));
    if (!compiled) return std::unexpected(std::move(compiled).error());
    schemas.push_back(*std::move(compiled));
  }
  return finish(index, *root, std::move(schemas));
}

std::optional<CompileError> check(const Document& document, const Index& index, const Options& options,
                                  MetaSchemas& meta_schemas) {
  const std::string& url = index.resource_of(document.schema).dialect.meta_schema;
  auto known = meta_schemas.find(url);
  if (known == meta_schemas.end()) {
    auto compiled = compile_meta_schema(url, options);
    if (!compiled)
      return CompileError{"its meta-schema " + url + ": " + compiled.error().message, compiled.error().place};
    known = meta_schemas.emplace(url, *std::move(compiled)).first;
  }
  const auto report = known->second.validate(
      document.root, {.steps = kMaxMetaSchemaSteps, .depth = kMaxEvaluationDepth, .violations = 1});
  if (!report)
    return CompileError{"checking it by its meta-schema: " + report.error().message, index.place(document.schema, "")};
  if (report->violations.empty()) return std::nullopt;
  const Violation& violation = report->violations.front();
  return CompileError{violation.message, index.place(document.schema, violation.path)};
}

}  // namespace

std::expected<Schema, CompileError> compile(const Value& document, const Options& options) {
  Index index(options);
  const auto root = index.add_main(document);
  if (!root) return std::unexpected(root.error());
  Compiler compiler(index, options.formats);
  MetaSchemas meta_schemas;
  std::size_t checked = 0;
  std::vector<CompiledSchema> schemas;
  while (schemas.size() < index.locations().size()) {
    for (; checked < index.documents().size(); ++checked) {  // compiling a reference may bring in a document
      const Document& next = index.documents()[checked];
      if (next.origin == Origin::MetaSchema) continue;
      if (auto error = check(next, index, options, meta_schemas)) return std::unexpected(*std::move(error));
    }
    auto compiled = compiler.compile(static_cast<SchemaId>(schemas.size()));
    if (!compiled) return std::unexpected(std::move(compiled).error());
    schemas.push_back(*std::move(compiled));
  }
  return finish(index, *root, std::move(schemas));
}

std::string describe(const Violation& violation) {
  const std::string subject = violation.path.empty() ? "the value" : violation.path;
  return subject + " " + violation.message + " (" + violation.place + ")";
}

}  // namespace baton::schema
