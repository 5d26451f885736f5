// Finds all schemas of a document and of those that it refers to, and what a reference leads to.
#pragma once

#include "schema/dialect.hpp"
#include "schema/schema.hpp"

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::schema {

using SchemaId = std::uint32_t;
using ResourceId = std::uint32_t;
using DocumentId = std::uint32_t;

// A schema, within its document.
struct Location {
  const Value* schema;
  DocumentId document;
  std::string pointer;
  ResourceId resource;
};

// A document, or a part of one that has an `$id` of its own.
struct Resource {
  std::string base;
  Dialect dialect;
  SchemaId root;
  std::map<std::string, SchemaId, std::less<>> anchors = {};
  std::map<std::string, SchemaId, std::less<>> dynamic_anchors = {};
  bool has_recursive_anchor = false;
};

enum class Origin : std::uint8_t { Given, MetaSchema };

struct Document {
  std::string url;
  Value root;
  SchemaId schema;
  Origin origin;
};

// Has the value the form of a schema?
[[nodiscard]] inline bool is_schema(const Value& value) {
  return value.is_object() || value.is_boolean();
}

class Index {
 public:
  explicit Index(const Options& options) : options_(options) {}

  // The document to compile; the first.
  [[nodiscard]] std::expected<SchemaId, CompileError> add_main(const Value& document);
  // What an absolute reference leads to; it may add documents and schemas. The error says what is wrong with the reference.
  [[nodiscard]] std::expected<SchemaId, std::string> find(std::string_view uri);

  [[nodiscard]] const std::deque<Document>& documents() const { return documents_; }
  [[nodiscard]] const std::deque<Location>& locations() const { return locations_; }
  [[nodiscard]] const std::deque<Resource>& resources() const { return resources_; }
  [[nodiscard]] const Resource& resource_of(SchemaId schema) const { return resources_[locations_[schema].resource]; }
  // Is that document, or the part of one with that `$id`, neither here nor given?
  [[nodiscard]] bool is_absent(const std::string& address) const;
  // The schema that stands there in the same document.
  [[nodiscard]] SchemaId at(SchemaId schema, std::string_view further) const;
  [[nodiscard]] std::string place(SchemaId schema, std::string_view further) const;

 private:
  struct Spot {
    DocumentId document;
    ResourceId resource;
    std::string pointer;
  };

  std::expected<SchemaId, std::string> add(std::string url, Value root, Origin origin);
  std::expected<ResourceId, std::string> find_resource(const std::string& address);
  std::expected<SchemaId, std::string> find_pointer(const Resource& resource, std::string_view pointer);
  void walk(const Value& schema, Spot spot);
  void walk_parts(const Value& schema, const Spot& spot);
  void take_id(const Value& schema, SchemaId id, Spot& spot);
  void take_anchors(const Value& schema, SchemaId id, ResourceId resource);
  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
  }

  const Options& options_;
  std::deque<Document> documents_;
  std::deque<Location> locations_;
  std::deque<Resource> resources_;
  std::map<std::string, ResourceId, std::less<>> by_address_;
  std::map<std::pair<DocumentId, std::string>, SchemaId> by_pointer_;
  std::size_t place_bytes_ = 0;
  std::string error_;
};

}  // namespace baton::schema
