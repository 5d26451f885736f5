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

Schema finish(const Index& index, SchemaId root, std::vector<CompiledSchema> schemas) {
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

// A reference may bring in further schemas while it is compiled.
std::expected<std::vector<CompiledSchema>, CompileError> compile_all(Index& index, Formats formats) {
  Compiler compiler(index, formats);
  std::vector<CompiledSchema> schemas;
  while (schemas.size() < index.locations().size()) {
    auto compiled = compiler.compile(static_cast<SchemaId>(schemas.size()));
    if (!compiled) return std::unexpected(std::move(compiled).error());
    schemas.push_back(*std::move(compiled));
  }
  return schemas;
}

// A meta-schema is not checked by its own meta-schema: it has passed that elsewhere, or what its rules need is
// checked where they are made.
std::expected<Schema, CompileError> compile_meta_schema(const std::string& url, const Options& options) {
  const Options own{.url = "", .documents = options.documents, .formats = Formats::Ignored};
  const Value reference{{"$schema", url}, {"$ref", url}};
  Index index(own);
  const auto root = index.add_main(reference);
  if (!root) return std::unexpected(root.error());
  auto schemas = compile_all(index, own.formats);
  if (!schemas) return std::unexpected(std::move(schemas).error());
  return finish(index, *root, *std::move(schemas));
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

// The rules are made first, because their errors are more exact than those of a meta-schema.
std::expected<Schema, CompileError> compile(const Value& document, const Options& options) {
  Index index(options);
  const auto root = index.add_main(document);
  if (!root) return std::unexpected(root.error());
  auto schemas = compile_all(index, options.formats);
  if (!schemas) return std::unexpected(std::move(schemas).error());
  MetaSchemas meta_schemas;
  for (const Document& each : index.documents()) {
    if (each.origin == Origin::MetaSchema) continue;
    if (auto error = check(each, index, options, meta_schemas)) return std::unexpected(*std::move(error));
  }
  return finish(index, *root, *std::move(schemas));
}

std::string describe(const Violation& violation) {
  const std::string subject = violation.path.empty() ? "the value" : violation.path;
  return subject + " " + violation.message + " (" + violation.place + ")";
}

}  // namespace baton::schema
