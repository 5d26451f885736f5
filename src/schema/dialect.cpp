#include "schema/dialect.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace baton::schema {
namespace {

using enum Draft;
using enum Vocabulary;

constexpr std::array<Keyword, 47> kKeywords = {{
    {"$ref", Draft7, Draft2020, Core},
    {"$recursiveRef", Draft2019, Draft2019, Core},
    {"$dynamicRef", Draft2020, Draft2020, Core},
    {"definitions", Draft7, Draft2020, Core, Shape::Map},
    {"$defs", Draft2019, Draft2020, Core, Shape::Map},
    {"type", Draft7, Draft2020, Validation},
    {"const", Draft7, Draft2020, Validation},
    {"enum", Draft7, Draft2020, Validation},
    {"multipleOf", Draft7, Draft2020, Validation},
    {"maximum", Draft7, Draft2020, Validation},
    {"exclusiveMaximum", Draft7, Draft2020, Validation},
    {"minimum", Draft7, Draft2020, Validation},
    {"exclusiveMinimum", Draft7, Draft2020, Validation},
    {"maxLength", Draft7, Draft2020, Validation},
    {"minLength", Draft7, Draft2020, Validation},
    {"pattern", Draft7, Draft2020, Validation},
    {"format", Draft7, Draft2020, FormatAnnotation},
    {"maxItems", Draft7, Draft2020, Validation},
    {"minItems", Draft7, Draft2020, Validation},
    {"uniqueItems", Draft7, Draft2020, Validation},
    {"maxContains", Draft2019, Draft2020, Validation},
    {"minContains", Draft2019, Draft2020, Validation},
    {"maxProperties", Draft7, Draft2020, Validation},
    {"minProperties", Draft7, Draft2020, Validation},
    {"required", Draft7, Draft2020, Validation},
    {"dependentRequired", Draft2019, Draft2020, Validation},
    {"allOf", Draft7, Draft2020, Applicator, Shape::List},
    {"anyOf", Draft7, Draft2020, Applicator, Shape::List},
    {"oneOf", Draft7, Draft2020, Applicator, Shape::List},
    {"not", Draft7, Draft2020, Applicator, Shape::One},
    {"if", Draft7, Draft2020, Applicator, Shape::One},
    {"then", Draft7, Draft2020, Applicator, Shape::One},
    {"else", Draft7, Draft2020, Applicator, Shape::One},
    {"dependencies", Draft7, Draft2020, Applicator, Shape::MapOfSchemasOrNames},
    {"dependentSchemas", Draft2019, Draft2020, Applicator, Shape::Map},
    {"prefixItems", Draft2020, Draft2020, Applicator, Shape::List},
    {"items", Draft7, Draft2019, Applicator, Shape::OneOrList},
    {"items", Draft2020, Draft2020, Applicator, Shape::One},
    {"additionalItems", Draft7, Draft2019, Applicator, Shape::One},
    {"contains", Draft7, Draft2020, Applicator, Shape::One},
    {"properties", Draft7, Draft2020, Applicator, Shape::Map},
    {"patternProperties", Draft7, Draft2020, Applicator, Shape::Map},
    {"additionalProperties", Draft7, Draft2020, Applicator, Shape::One},
    {"propertyNames", Draft7, Draft2020, Applicator, Shape::One},
    {"unevaluatedItems", Draft2019, Draft2020, Unevaluated, Shape::One},
    {"unevaluatedProperties", Draft2019, Draft2020, Unevaluated, Shape::One},
    {"contentSchema", Draft2019, Draft2020, Core, Shape::One},
}};

constexpr std::uint8_t kAll = static_cast<std::uint8_t>(Core) | static_cast<std::uint8_t>(Applicator) |
                              static_cast<std::uint8_t>(Unevaluated) | static_cast<std::uint8_t>(Validation) |
                              static_cast<std::uint8_t>(FormatAnnotation);

struct KnownDialect {
  std::string_view url;
  Draft draft;
};
constexpr std::array<KnownDialect, 3> kDialects = {{{"http://json-schema.org/draft-07/schema", Draft7},
                                                    {"https://json-schema.org/draft/2019-09/schema", Draft2019},
                                                    {"https://json-schema.org/draft/2020-12/schema", Draft2020}}};

std::string_view without_empty_fragment(std::string_view url) {
  if (url.ends_with('#')) url.remove_suffix(1);
  return url;
}

// In 2019-09, the applicators have the unevaluated ones among them.
std::optional<std::uint8_t> vocabularies_at(std::string_view url) {
  const auto bits = [](auto... vocabularies) {
    return static_cast<std::uint8_t>((static_cast<unsigned>(vocabularies) | ...));
  };
  for (const std::string_view start :
       {"https://json-schema.org/draft/2019-09/vocab/", "https://json-schema.org/draft/2020-12/vocab/"}) {
    if (!url.starts_with(start)) continue;
    const std::string_view name = url.substr(start.size());
    if (name == "core") return bits(Core);
    if (name == "applicator") return start.contains("2019") ? bits(Applicator, Unevaluated) : bits(Applicator);
    if (name == "unevaluated") return bits(Unevaluated);
    if (name == "validation") return bits(Validation);
    if (name == "format" || name == "format-annotation") return bits(FormatAnnotation);
    if (name == "format-assertion") return bits(FormatAnnotation, FormatAssertion);
    if (name == "meta-data" || name == "content") return std::uint8_t{0};
  }
  return std::nullopt;
}

std::expected<std::uint8_t, std::string> vocabularies_of(const Value& vocabulary) {
  std::uint8_t all = static_cast<std::uint8_t>(Core);
  for (const Member& member : vocabulary.members()) {
    const auto known = vocabularies_at(member.name());
    const bool is_required = member.value.is_truthy();
    if (!known && is_required) {
      return std::unexpected("its meta-schema requires the vocabulary " + std::string(member.name()) +
                             ", which Baton does not know");
    }
    all |= known.value_or(0);
  }
  return all;
}

}  // namespace

Dialect default_dialect() {
  return {.meta_schema = std::string(kDialects.back().url), .draft = kDialects.back().draft, .vocabularies = kAll};
}

std::expected<Dialect, std::string> find_dialect(std::string_view url, const Options& options) {
  url = without_empty_fragment(url);
  if (url == "https://json-schema.org/draft-07/schema") url = kDialects.front().url;  // often written so
  const std::string meta_schema(url);
  std::optional<std::uint8_t> vocabularies;
  constexpr int kMaxLevels = 8;  // of meta-schemas of meta-schemas
  for (int level = 0; level < kMaxLevels; ++level) {
    const auto known = std::ranges::find(kDialects, url, &KnownDialect::url);
    if (known != kDialects.end()) {
      return Dialect{.meta_schema = meta_schema, .draft = known->draft, .vocabularies = vocabularies.value_or(kAll)};
    }
    const auto document = options.documents.find(url);
    if (document == options.documents.end()) break;
    const Value* vocabulary = document->second.find("$vocabulary");
    if (vocabulary != nullptr && vocabulary->is_object() && !vocabularies) {
      const auto found = vocabularies_of(*vocabulary);
      if (!found) return std::unexpected(found.error());
      vocabularies = *found;
    }
    const Value* next = document->second.find("$schema");
    if (next == nullptr || !next->is_string()) break;
    url = without_empty_fragment(next->as_string());
  }
  return std::unexpected("it is written for " + meta_schema +
                         ", which is unknown here; Baton knows draft-07, 2019-09 and 2020-12");
}

const Keyword* find_keyword(std::string_view name, const Dialect& dialect) {
  const auto found = std::ranges::find_if(kKeywords, [&](const Keyword& keyword) {
    return keyword.name == name && keyword.first <= dialect.draft && dialect.draft <= keyword.last &&
           dialect.has(keyword.vocabulary);
  });
  return found == kKeywords.end() ? nullptr : &*found;
}

}  // namespace baton::schema
