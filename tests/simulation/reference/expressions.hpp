// Expressions and templates of a document, evaluated where they are found. The reference's own reading of "${ }".
#pragma once

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::tests::reference {

using Evaluated = std::expected<Value, Problem>;

// The variables that `for` and `catch` bind around a place of the document, innermost last.
using Variables = std::vector<std::pair<std::string, Value>>;

// What an expression sees beside the data it is evaluated on.
struct View {
  Value context;
  Value input;
  Value output;
  Value task;
  Value workflow;
  Variables variables;
};

// A field that is an expression with or without "${ }".
[[nodiscard]] Evaluated evaluate_field(std::string_view text, const Value& data, const View& view);
// Data in which whole strings or parts of strings may be expressions.
[[nodiscard]] Evaluated evaluate_template(const Value& source, const Value& data, const View& view);
// A condition has one result, or none, which is false.
[[nodiscard]] std::expected<bool, Problem> evaluate_condition(std::string_view text, const Value& data,
                                                              const View& view);
// `for.in`: the results of an expression whose form can give several, otherwise the one array that it gives.
[[nodiscard]] Evaluated evaluate_items(const Value& source, const Value& data, const View& view);
// `input.from`, `output.as`, `export.as`: a string is a field, anything else a template.
[[nodiscard]] Evaluated evaluate_transformation(const Value& source, const Value& data, const View& view);

[[nodiscard]] Problem expression_problem(std::string detail);

}  // namespace baton::tests::reference
