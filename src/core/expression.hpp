// Expressions and templates: the places of a definition that are evaluated while an instance runs.
//
// DSL: "Runtime Expressions". A Template is data with expressions inside (`set`, `with`, `output.as`); what is in
// workflow data is never evaluated, only what is in the definition.
#pragma once

#include "core/duration.hpp"
#include "jq/jq.hpp"

#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::core {

// DSL: "Runtime expression arguments". Every expression is compiled with these names first, in this order.
enum class Argument : std::uint8_t { Context, Input, Output, Task, Workflow, Runtime, Secrets, Authorization };
inline constexpr std::array<std::string_view, 8> kArgumentNames = {"context",  "input",   "output",  "task",
                                                                   "workflow", "runtime", "secrets", "authorization"};

struct Expression {
  std::string text;
  jq::CompiledExpression program;
  std::vector<std::string> variables;  // names after the arguments: those of `for` and `catch` around the expression
  bool loose = false;                  // evaluate.mode `loose`: if the evaluation fails, the text is the result

  [[nodiscard]] bool uses(Argument argument) const { return program.uses(static_cast<std::size_t>(argument)); }
};

struct Template {
  struct Field;
  using Literal = Value;
  using Object = std::vector<Field>;
  using Array = std::vector<Template>;
  // "Hello ${ .name }": literal pieces (strings) and expressions, concatenated as jq's `tostring` would print them.
  using Text = std::vector<std::variant<std::string, Expression>>;
  // DSL: "URI Template": literal pieces and names of top-level members of the data, simple string expansion.
  struct Variable {
    std::string name;
  };
  using Uri = std::vector<std::variant<std::string, Variable>>;

  std::variant<Literal, Expression, Object, Array, Text, Uri> node;

  [[nodiscard]] bool uses(Argument argument) const;
};

struct Template::Field {
  std::string name;
  Template value;
};

// What the expressions of one task see beside their input. Asked only for what an expression mentions.
//
// All that is evaluated with the same bindings shares one budget, so a template of many expressions takes no longer than one.
class Bindings {
 public:
  virtual ~Bindings() = default;
  [[nodiscard]] virtual Value argument(Argument argument) const = 0;
  [[nodiscard]] virtual Value variable(std::string_view name) const = 0;
  [[nodiscard]] virtual Timestamp now() const = 0;
  // Are there secrets among it? Then no message says why an expression failed: it would quote what it worked on.
  [[nodiscard]] virtual bool hold_secrets() const { return false; }

  // Steps of the budget that have been taken (jq::Budget).
  [[nodiscard]] std::uint64_t steps_taken() const { return steps_taken_; }
  void take_steps(std::uint64_t count) const {
    steps_taken_ += count;
    steps_were_taken(count);
  }

 private:
  virtual void steps_were_taken(std::uint64_t /*count*/) const {}

  mutable std::uint64_t steps_taken_ = 0;
};

// No result is null, several results are an array of them. Failures are `expression` problems.
[[nodiscard]] std::expected<Value, Problem> evaluate(const Expression& expression, const Value& input,
                                                     const Bindings& bindings);
[[nodiscard]] std::expected<Value, Problem> evaluate(const Template& source, const Value& input,
                                                     const Bindings& bindings);
// The items that `for` goes through. By the expression's form: if it can give several results, they are the items, be there
// none, one or many; otherwise it must give one array.
[[nodiscard]] std::expected<Value, Problem> evaluate_items(const Template& source, const Value& input,
                                                           const Bindings& bindings);
// No result is false; several are an `expression` problem.
[[nodiscard]] std::expected<bool, Problem> evaluate_condition(const Expression& expression, const Value& input,
                                                              const Bindings& bindings);

// A duration of the DSL: fixed, or an expression that gives an ISO 8601 duration or a duration object.
using DurationSource = std::variant<CalendarDuration, Expression>;
[[nodiscard]] std::expected<CalendarDuration, Problem> evaluate(const DurationSource& source, const Value& input,
                                                                const Bindings& bindings);

}  // namespace baton::core
