#include "dsl/schemas.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/resources.hpp"

#include "schema/schema.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 3> kSchemaProperties = {"format", "document", "resource"};

// Documents of schemas that refer to one another, one after the other.
constexpr int kMaxReferenceLevels = 20;

struct Draft {
  std::string_view version;
  std::string_view url;
};
constexpr std::array<Draft, 5> kDrafts = {{{"7", "http://json-schema.org/draft-07/schema"},
                                           {"07", "http://json-schema.org/draft-07/schema"},
                                           {"7.0", "http://json-schema.org/draft-07/schema"},
                                           {"2019-09", "https://json-schema.org/draft/2019-09/schema"},
                                           {"2020-12", "https://json-schema.org/draft/2020-12/schema"}}};

// nullptr: unknown.
const Draft* find_draft(std::string_view version) {
  for (const std::string_view prefix : {"draft-", "draft/", "draft"}) {
    if (!version.starts_with(prefix)) continue;
    version.remove_prefix(prefix.size());
    break;
  }
  const auto* found = std::ranges::find(kDrafts, version, &Draft::version);
  return found == kDrafts.end() ? nullptr : found;
}

// The draft of "json:VERSION", empty for "json"; nullopt, and reported, if the format is another one.
std::optional<std::string_view> read_format(Diagnostics& diagnostics, const Node& schema) {
  const Node* node = schema.find("format");
  if (node == nullptr) return std::string_view();
  const auto format = read_string(diagnostics, *node);
  if (!format) return std::nullopt;
  if (*format == "json") return std::string_view();
  if (format->starts_with("json:")) {
    if (const Draft* draft = find_draft(format->substr(format->find(':') + 1))) return draft->url;
  }
  diagnostics.error(*node, "must be 'json', 'json:draft-07', 'json:2019-09' or 'json:2020-12', not " + quoted(*format));
  return std::nullopt;
}

std::string_view without_fragment(std::string_view url) {
  return url.ends_with('#') ? url.substr(0, url.size() - 1) : url;
}

// The document, written for this draft if it does not name one itself; nullopt, and reported, if it names another one.
std::optional<Value> written_for(Diagnostics& diagnostics, const Node& format, const Value& document,
                                 std::string_view draft) {
  if (draft.empty() || !document.is_object()) return document;
  const Value* named = document.find("$schema");
  if (named == nullptr) return document.with("$schema", Value::string(draft));
  if (!named->is_string() || without_fragment(named->as_string()) == draft) return document;
  const bool is_known = std::ranges::find(kDrafts, without_fragment(named->as_string()), &Draft::url) != kDrafts.end();
  if (!is_known) return document;
  diagnostics.error(format, "says another version than the schema's own '$schema', " + quoted(named->as_string()));
  return std::nullopt;
}

// The part of the document at "#/properties/id", or the innermost one around it that is there.
const Node& part_at(const Node& document, std::string_view place) {
  const Node* at = &document;
  std::size_t begin = place.find('/');
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(place.find('/', begin + 1), place.size());
    const std::string_view step = place.substr(begin + 1, end - begin - 1);
    const auto next = std::ranges::find_if(at->children, [&, place_in = std::size_t{0}](const Node* child) mutable {
      const std::size_t index = place_in++;
      return at->value.is_object() ? escape_pointer(child->key()) == step : std::to_string(index) == step;
    });
    if (next == at->children.end()) break;
    at = *next;
    begin = end == place.size() ? std::string_view::npos : end;
  }
  return *at;
}

// A schema's document: what the workflow says itself, or the root of the resource that it refers to.
struct SchemaDocument {
  const Node& root;
  ResourceAddress source;  // without a URI: the workflow's document
};

// Where in the workflow's document the reference is.
const Node& place_of(const SchemaDocument& document, const schema::Absent& absent) {
  return absent.place.starts_with('#') ? part_at(document.root, absent.place) : document.root;
}

// The documents that it refers to directly or through others; nullopt, and reported, if one is missing or cannot be used.
std::optional<schema::Documents> referred_documents(Compilation& compilation, const SchemaDocument& document,
                                                    const Value& written) {
  schema::Options options{.url = document.source.uri};
  for (int level = 0;; ++level) {
    const std::vector<schema::Absent> absent = schema::find_absent(written, options);
    if (absent.empty()) return std::move(options.documents);
    if (level == kMaxReferenceLevels) {
      compilation.diagnostics.error(place_of(document, absent.front()),
                                    "refers to schemas that refer to further ones, more than " +
                                        std::to_string(kMaxReferenceLevels) + " times in a row");
      return std::nullopt;
    }
    bool has_all = true;
    for (const schema::Absent& each : absent) {
      const Node& place = place_of(document, each);
      const auto address =
          referred_address(compilation, place, {.uri = each.address, .origin = each.url, .source = document.source});
      const Node* root = address ? read_document(compilation, place, *address) : nullptr;
      has_all &= root != nullptr && compilation.count_reuse(*root);
      if (has_all) options.documents.emplace(each.address, root->value);
    }
    if (!has_all) return std::nullopt;
  }
}

core::SchemaPtr compile_document(Compilation& compilation, const Node& schema, const SchemaDocument& document) {
  Diagnostics& diagnostics = compilation.diagnostics;
  const auto draft = read_format(diagnostics, schema);
  if (!draft) return nullptr;
  const Node* format = schema.find("format");
  const auto written = written_for(diagnostics, format == nullptr ? schema : *format, document.root.value, *draft);
  if (!written) return nullptr;
  const std::string& url = document.source.uri;
  core::SchemaPtr* known = compilation.find_schema(url + '\n' + to_canonical_json(*written));
  if (known == nullptr || *known != nullptr) return known == nullptr ? nullptr : *known;
  auto referred = referred_documents(compilation, document, *written);
  if (!referred) return nullptr;
  auto compiled = schema::compile(*written, {.url = url, .documents = *std::move(referred)});
  if (compiled) return *known = std::make_shared<const schema::Schema>(*std::move(compiled));
  const schema::CompileError& error = compiled.error();
  const bool is_here = error.place.starts_with('#');
  diagnostics.error(is_here ? part_at(document.root, error.place) : document.root,
                    "is no valid JSON Schema: " + error.message + (is_here ? "" : " (" + error.place + ")"));
  return nullptr;
}

core::SchemaPtr compile_external(Compilation& compilation, const Node& schema, const Node& resource) {
  const auto address = read_resource(compilation, resource);
  if (!address) return nullptr;
  const Node* document = read_document(compilation, resource, *address);
  return document == nullptr ? nullptr : compile_document(compilation, schema, {.root = *document, .source = *address});
}

}  // namespace

core::SchemaPtr compile_schema(Compilation& compilation, const Node& definition, std::string_view property) {
  Diagnostics& diagnostics = compilation.diagnostics;
  const Node* owner = definition.find(property);
  const Node* schema = owner == nullptr ? nullptr : owner->find("schema");
  if (schema == nullptr || !expect_members(diagnostics, *schema, kSchemaProperties)) return nullptr;
  const Node* document = schema->find("document");
  const Node* resource = schema->find("resource");
  if ((document == nullptr) == (resource == nullptr)) {
    diagnostics.error(*schema, document == nullptr ? "must have a 'document' or a 'resource'"
                                                   : "has a 'document' and a 'resource'; remove one of them");
    return nullptr;
  }
  return document != nullptr
             ? compile_document(compilation, *schema,
                                {.root = *document, .source = {.uri = std::string(origin_of(*document))}})
             : compile_external(compilation, *schema, *resource);
}

}  // namespace baton::dsl
