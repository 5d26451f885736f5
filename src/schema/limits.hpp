// The limits of JSON Schema. docs/limits.md lists them too.
#pragma once

#include <cstddef>
#include <cstdint>

namespace baton::schema {

// One document of a schema: its nesting, and its size as a tree.
inline constexpr std::uint32_t kMaxSchemaDepth = 256;
inline constexpr std::uint64_t kMaxSchemaBytes = std::uint64_t{4} << 20;
// The schemas within one schema and the documents that it refers to, and the bytes of all their JSON Pointers.
inline constexpr std::size_t kMaxSchemas = 20'000;
inline constexpr std::size_t kMaxPlaceBytes = std::size_t{16} << 20;
// Steps of checking one document of a schema by its meta-schema.
inline constexpr std::uint64_t kMaxMetaSchemaSteps = 20'000'000;
// A pattern: its length, the nesting of its groups, and the instructions of all patterns of a schema together.
inline constexpr std::size_t kMaxPatternBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxPatternDepth = 100;
inline constexpr std::size_t kMaxPatternCode = 200'000;
// Properties (\p{…}) in one class of characters.
inline constexpr std::size_t kMaxPatternProperties = 16;
// Digits of a multipleOf.
inline constexpr std::size_t kMaxDivisorDigits = 1'000;
// One validation. A step is up to 60 ns on the machines of 2025.
inline constexpr std::uint64_t kMaxSteps = 800'000;
// Schemas that are evaluated within one another.
inline constexpr std::uint32_t kMaxEvaluationDepth = 2'000;
// A path or message of a violation; what is longer is cut.
inline constexpr std::size_t kMaxViolationTextBytes = std::size_t{4} << 10;
// The violations that one validation reports.
inline constexpr std::size_t kMaxViolations = 20;

}  // namespace baton::schema
