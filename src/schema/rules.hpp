// The compiled form of a schema.
#pragma once

#include "schema/decimal.hpp"
#include "schema/formats.hpp"
#include "schema/index.hpp"
#include "schema/regex.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::schema {

struct TypeRule {
  std::uint8_t kinds = 0;  // a bit for each Kind
  bool allows_integers = false;
  std::string names;  // "string or null"
};

// enum and const.
struct EqualsRule {
  std::vector<Value> values;
  std::string message;
  std::uint64_t digits = 0;  // of the numbers in them, which are all read to compare one
};

struct MultipleRule {
  Divisor divisor;
  std::string number;
};

struct BoundRule {
  enum class Kind : std::uint8_t { AtLeast, Above, AtMost, Below };
  Kind kind;
  Value bound;
};

// Characters of a string, items of an array, members of an object.
struct SizeRule {
  enum class Bound : std::uint8_t { AtLeast, AtMost };
  Kind of;
  Bound bound;
  std::uint64_t count;
};

struct PatternRule {
  Regex regex;
  std::string pattern;
};

struct FormatRule {
  Format format;
  std::string name;
};

struct UniqueRule {};

struct RequiredRule {
  std::vector<std::string> names;
};

struct DependentNames {
  std::string name;
  std::vector<std::string> needs;
};
struct DependentRequiredRule {
  std::vector<DependentNames> names;
};

struct NamedSchema {
  std::string name;
  SchemaId schema;
};
struct DependentSchemasRule {
  std::vector<NamedSchema> schemas;
};

struct AllRule {
  std::vector<SchemaId> schemas;
};
struct AnyRule {
  std::vector<SchemaId> schemas;
};
struct OneRule {
  std::vector<SchemaId> schemas;
};
struct NotRule {
  SchemaId schema;
};
struct ConditionRule {
  SchemaId condition;
  std::optional<SchemaId> then;
  std::optional<SchemaId> otherwise;
};

// The first items each have a schema, the others share one.
struct ItemsRule {
  std::vector<SchemaId> first;
  std::string_view first_keyword;
  std::optional<SchemaId> others;
  std::string_view others_keyword;
};

struct ContainsRule {
  SchemaId schema;
  std::uint64_t least;
  std::optional<std::uint64_t> most;
  bool evaluates;  // what it contains is evaluated, as unevaluatedItems sees it
};

struct PatternSchema {
  Regex regex;
  SchemaId schema;
};
// properties, patternProperties and additionalProperties.
struct MembersRule {
  std::vector<NamedSchema> named;  // by name
  std::vector<PatternSchema> patterns;
  std::optional<SchemaId> others;
};

struct NamesRule {
  SchemaId schema;
};

struct ReferenceRule {
  SchemaId schema;
};
// $dynamicRef and $recursiveRef: the outermost schema in progress that has the anchor, if `schema` has one.
struct DynamicReferenceRule {
  SchemaId schema;
  std::string anchor;
};
struct RecursiveReferenceRule {
  SchemaId schema;
};

struct UnevaluatedItemsRule {
  SchemaId schema;
};
struct UnevaluatedMembersRule {
  SchemaId schema;
};

using AnyKindOfRule =
    std::variant<TypeRule, EqualsRule, MultipleRule, BoundRule, SizeRule, PatternRule, FormatRule, UniqueRule,
                 RequiredRule, DependentRequiredRule, DependentSchemasRule, AllRule, AnyRule, OneRule, NotRule,
                 ConditionRule, ItemsRule, ContainsRule, MembersRule, NamesRule, ReferenceRule, DynamicReferenceRule,
                 RecursiveReferenceRule, UnevaluatedItemsRule, UnevaluatedMembersRule>;

struct Rule {
  std::string_view keyword;  // of the table of keywords
  AnyKindOfRule rule;
};

struct CompiledSchema {
  std::vector<Rule> rules;   // in the order of their evaluation
  bool refuses_all = false;  // `false`
  bool looks_for_unevaluated = false;
  ResourceId resource = 0;
  std::string place;
};

struct CompiledResource {
  SchemaId root;
  std::map<std::string, SchemaId, std::less<>> dynamic_anchors;
  bool has_recursive_anchor;
};

struct Rules {
  std::vector<CompiledSchema> schemas;
  std::vector<CompiledResource> resources;
  SchemaId root = 0;
};

}  // namespace baton::schema
