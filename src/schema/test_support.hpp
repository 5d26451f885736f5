// For the tests of this folder: schemas and values as JSON texts.
#pragma once

#include "schema/schema.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace baton::schema {

inline Value json(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Value());
}

inline Schema compiled(const Value& document, const Options& options = {}) {
  auto schema = compile(document, options);
  if (!schema) throw std::runtime_error(schema.error().place + " " + schema.error().message);
  return *std::move(schema);
}

// "" for a valid value, else what is wrong with it, a line for each violation, or why the validation ended.
inline std::string verdict_of(const Value& document, const Value& value, const Budget& budget = {}) {
  const auto report = compiled(document).validate(value, budget);
  if (!report) return report.error().message;
  std::string lines;
  for (const Violation& violation : report->violations) lines += describe(violation) + "\n";
  return lines + (report->has_more ? "…\n" : "");
}
inline std::string verdict(std::string_view document, std::string_view value, const Budget& budget = {}) {
  return verdict_of(json(document), json(value), budget);
}

// "#/place: message"
inline std::string refusal_of(const Value& document, const Options& options = {}) {
  const auto schema = compile(document, options);
  return schema ? "" : schema.error().place + ": " + schema.error().message;
}
inline std::string refusal(std::string_view document) {
  return refusal_of(json(document));
}

}  // namespace baton::schema
