// Which keywords a document knows: by its draft and the vocabularies of its meta-schema.
#pragma once

#include "schema/schema.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace baton::schema {

enum class Draft : std::uint8_t { Draft7, Draft2019, Draft2020 };

enum class Vocabulary : std::uint8_t {
  Core = 1,
  Applicator = 2,
  Unevaluated = 4,
  Validation = 8,
  FormatAnnotation = 16,
  FormatAssertion = 32
};

struct Dialect {
  std::string meta_schema;  // its URL, without a fragment
  Draft draft;
  std::uint8_t vocabularies;

  [[nodiscard]] bool has(Vocabulary vocabulary) const {
    return (vocabularies & static_cast<std::uint8_t>(vocabulary)) != 0;
  }
};

[[nodiscard]] Dialect default_dialect();
// By the value of a `$schema`. The error says what is wrong with it.
[[nodiscard]] std::expected<Dialect, std::string> find_dialect(std::string_view url, const Options& options);

// Which schemas stand in the value of a keyword.
enum class Shape : std::uint8_t { None, One, List, OneOrList, Map, MapOfSchemasOrNames };

struct Keyword {
  std::string_view name;
  Draft first;
  Draft last;
  Vocabulary vocabulary;
  Shape shape = Shape::None;
};

// nullptr: not of this dialect.
[[nodiscard]] const Keyword* find_keyword(std::string_view name, const Dialect& dialect);

}  // namespace baton::schema
