#include "schema/index.hpp"

#include "base/check.hpp"
#include "schema/limits.hpp"
#include "schema/meta_schemas.hpp"
#include "schema/uri.hpp"
#include "value/measure.hpp"

#include <charconv>
#include <optional>

namespace baton::schema {
namespace {

const Value* find_text(const Value& schema, std::string_view key) {
  const Value* found = schema.find(key);
  return found != nullptr && found->is_string() ? found : nullptr;
}

const Value* find_part(const Value& value, std::string_view name) {
  if (!value.is_array()) return value.find(name);
  std::size_t at = 0;
  const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), at);
  const bool is_number = status == std::errc() && end == name.data() + name.size();
  return is_number && at < value.size() ? &value.items()[at] : nullptr;
}

// In draft 7, what stands beside a `$ref` does not count.
bool is_lone_reference(const Value& schema, const Dialect& dialect) {
  return dialect.draft == Draft::Draft7 && find_text(schema, "$ref") != nullptr;
}

}  // namespace

std::expected<SchemaId, CompileError> Index::add_main(const Value& document) {
  auto added = add(options_.url, document, Origin::Given);
  if (!added) return std::unexpected(CompileError{std::move(added).error(), "#"});
  return *added;
}

std::expected<SchemaId, std::string> Index::add(std::string url, Value root, Origin origin) {
  if (!is_schema(root)) return std::unexpected("a schema must be an object or a boolean");
  const Measure size = measure(root);
  if (size.depth > kMaxSchemaDepth) return std::unexpected("the schema is nested deeper than 256 levels");
  if (size.bytes > kMaxSchemaBytes) return std::unexpected("the schema is larger than 4 MiB");
  Dialect dialect = resources_.empty() ? default_dialect() : resources_.front().dialect;
  if (const Value* named = find_text(root, "$schema")) {
    auto found = find_dialect(named->as_string(), options_);
    if (!found) return std::unexpected(std::move(found).error());
    dialect = *std::move(found);
  }
  const auto document = static_cast<DocumentId>(documents_.size());
  const auto resource = static_cast<ResourceId>(resources_.size());
  const auto schema = static_cast<SchemaId>(locations_.size());
  by_address_.try_emplace(url, resource);
  resources_.push_back({.base = url, .dialect = std::move(dialect), .root = schema});
  documents_.push_back({.url = std::move(url), .root = std::move(root), .schema = schema, .origin = origin});
  walk(documents_.back().root, {.document = document, .resource = resource, .pointer = {}});
  if (!error_.empty()) return std::unexpected(std::move(error_));
  return schema;
}

void Index::walk(const Value& schema, Spot spot) {
  if (!is_schema(schema) || !error_.empty()) return;
  const auto id = static_cast<SchemaId>(locations_.size());
  place_bytes_ += spot.pointer.size();
  if (locations_.size() >= kMaxSchemas) return fail("the schema has more than 20000 schemas in it");
  if (place_bytes_ > kMaxPlaceBytes)
    return fail("the JSON Pointers of the schema's parts are longer than 16 MiB in all");
  if (!by_pointer_.try_emplace({spot.document, spot.pointer}, id).second) return;
  locations_.push_back(
      {.schema = &schema, .document = spot.document, .pointer = spot.pointer, .resource = spot.resource});
  if (!schema.is_object()) return;
  take_id(schema, id, spot);
  take_anchors(schema, id, spot.resource);
  walk_parts(schema, spot);
}

// An `$id` begins a resource. In draft 7, one that is a fragment names an anchor.
void Index::take_id(const Value& schema, SchemaId id, Spot& spot) {
  const Value* text = find_text(schema, "$id");
  if (text == nullptr) return;
  Dialect dialect = resources_[spot.resource].dialect;
  const Value* named = find_text(schema, "$schema");
  if (named != nullptr && !spot.pointer.empty()) {
    auto found = find_dialect(named->as_string(), options_);
    if (!found) return fail(std::move(found).error());
    dialect = *std::move(found);
  }
  if (is_lone_reference(schema, dialect)) return;
  const Reference reference = split_fragment(text->as_string());
  if (!reference.address.empty()) {
    std::string address = resolve_uri(resources_[spot.resource].base, reference.address);
    if (spot.pointer.empty()) {
      resources_[spot.resource].base = address;
    } else {
      spot.resource = static_cast<ResourceId>(resources_.size());
      resources_.push_back({.base = address, .dialect = dialect, .root = id});
    }
    locations_[id].resource = spot.resource;
    by_address_.try_emplace(std::move(address), spot.resource);
  }
  if (dialect.draft == Draft::Draft7 && !reference.fragment.empty()) {
    resources_[spot.resource].anchors.try_emplace(reference.fragment, id);
  }
}

void Index::take_anchors(const Value& schema, SchemaId id, ResourceId resource) {
  Resource& own = resources_[resource];
  if (own.dialect.draft == Draft::Draft7) return;
  if (const Value* anchor = find_text(schema, "$anchor")) own.anchors.try_emplace(std::string(anchor->as_string()), id);
  if (own.dialect.draft == Draft::Draft2019) {
    const Value* recursive = schema.find("$recursiveAnchor");
    own.has_recursive_anchor |= id == own.root && recursive != nullptr && recursive->is_truthy();
  } else if (const Value* anchor = find_text(schema, "$dynamicAnchor")) {
    own.anchors.try_emplace(std::string(anchor->as_string()), id);
    own.dynamic_anchors.try_emplace(std::string(anchor->as_string()), id);
  }
}

void Index::walk_parts(const Value& schema, const Spot& spot) {
  const auto inner = [&](const Value& part, const std::string& pointer) {
    walk(part, {.document = spot.document, .resource = spot.resource, .pointer = spot.pointer + pointer});
  };
  for (const Member& member : schema.members()) {
    const Keyword* keyword = find_keyword(member.name(), resources_[spot.resource].dialect);
    if (keyword == nullptr || keyword->shape == Shape::None) continue;
    const std::string pointer = "/" + std::string(keyword->name);
    const bool is_list = keyword->shape == Shape::List || keyword->shape == Shape::OneOrList;
    const bool is_map = keyword->shape == Shape::Map || keyword->shape == Shape::MapOfSchemasOrNames;
    if (is_list && member.value.is_array()) {
      for (std::size_t at = 0; at < member.value.size(); ++at) {
        inner(member.value.items()[at], pointer + "/" + std::to_string(at));
      }
    } else if (is_map && member.value.is_object()) {
      for (const Member& part : member.value.members()) inner(part.value, pointer + "/" + pointer_token(part.name()));
    } else if (keyword->shape == Shape::One || keyword->shape == Shape::OneOrList) {
      inner(member.value, pointer);
    }
  }
}

std::expected<ResourceId, std::string> Index::find_resource(const std::string& address) {
  if (const auto found = by_address_.find(address); found != by_address_.end()) return found->second;
  std::expected<SchemaId, std::string> added = std::unexpected("it refers to " + address + ", which is not there");
  if (const auto given = options_.documents.find(address); given != options_.documents.end()) {
    added = add(address, given->second, Origin::Given);
  } else if (const auto text = find_meta_schema(address)) {
    auto parsed = parse_json(*text);
    BATON_CHECK(parsed.has_value(), "the meta-schemas are JSON");
    added = add(address, *std::move(parsed), Origin::MetaSchema);
  }
  if (!added) return std::unexpected(std::move(added).error());
  return locations_[*added].resource;
}

bool Index::is_absent(const std::string& address) const {
  return !by_address_.contains(address) && !options_.documents.contains(address) && !find_meta_schema(address);
}

std::expected<SchemaId, std::string> Index::find(std::string_view uri) {
  const Reference reference = split_fragment(uri);
  const auto resource_id = find_resource(reference.address);
  if (!resource_id) return std::unexpected(resource_id.error());
  const Resource& resource = resources_[*resource_id];
  if (reference.fragment.empty()) return resource.root;
  if (reference.fragment.starts_with('/')) return find_pointer(resource, reference.fragment);
  const auto anchor = resource.anchors.find(reference.fragment);
  if (anchor != resource.anchors.end()) return anchor->second;
  return std::unexpected("it refers to " + std::string(uri) + ", which is not there");
}

// It may lead to a place where no keyword has a schema.
std::expected<SchemaId, std::string> Index::find_pointer(const Resource& resource, std::string_view pointer) {
  const Location& root = locations_[resource.root];
  Spot spot{.document = root.document, .resource = root.resource, .pointer = root.pointer};
  const Value* value = root.schema;
  for (std::string_view rest = pointer; !rest.empty() && value != nullptr;) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string name = name_of_token(rest.substr(1, end - 1));
    rest.remove_prefix(end);
    value = find_part(*value, name);
    spot.pointer += "/" + pointer_token(name);
    const auto known = by_pointer_.find({spot.document, spot.pointer});
    if (known == by_pointer_.end()) continue;
    if (rest.empty()) return known->second;
    spot.resource = locations_[known->second].resource;
  }
  if (value == nullptr || !is_schema(*value)) {
    return std::unexpected("it refers to " + resource.base + "#" + std::string(pointer) +
                           (value == nullptr ? ", which is not there" : ", which is not a schema"));
  }
  const auto id = static_cast<SchemaId>(locations_.size());
  walk(*value, std::move(spot));
  if (!error_.empty()) return std::unexpected(std::move(error_));
  return id;
}

SchemaId Index::at(SchemaId schema, std::string_view further) const {
  const Location& location = locations_[schema];
  const auto found = by_pointer_.find({location.document, location.pointer + std::string(further)});
  BATON_CHECK(found != by_pointer_.end(), "every schema that a keyword has is indexed");
  return found->second;
}

std::string Index::place(SchemaId schema, std::string_view further) const {
  const Location& location = locations_[schema];
  const std::string url = location.document == 0 ? "" : documents_[location.document].url;
  return url + "#" + location.pointer + std::string(further);
}

}  // namespace baton::schema
