#include "core/validation.hpp"

#include "schema/schema.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

class EmptyBindings final : public Bindings {
 public:
  [[nodiscard]] Value argument(Argument) const override { return {}; }
  [[nodiscard]] Value variable(std::string_view) const override { return {}; }
  [[nodiscard]] Timestamp now() const override { return {}; }
};

schema::Schema schema_of(std::string_view json) {
  return schema::compile(parse_json(json).value()).value();
}

TEST(Validation, NamesThePlaceInTheValueAndTheRule) {
  const auto problem = invalid(schema_of(R"({"properties":{"n":{"type":"integer"}},"required":["m"]})"), "the input",
                               parse_json(R"({"n":"secret"})").value(), EmptyBindings());
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->type, problem_type(ProblemKind::Validation));
  EXPECT_EQ(problem->status, 400);
  EXPECT_TRUE(problem->detail.starts_with("the input does not match its schema: ")) << problem->detail;
  EXPECT_TRUE(problem->detail.contains("/n must be integer, not string (#/properties/n/type)")) << problem->detail;
  EXPECT_TRUE(problem->detail.contains("(#/required)")) << problem->detail;
  EXPECT_FALSE(problem->detail.contains("secret"));
}

TEST(Validation, OfAValidValueIsNothing) {
  EXPECT_FALSE(invalid(schema_of("true"), "the input", Value(), EmptyBindings()));
}

TEST(Validation, ChargesItsStepsToTheBindings) {
  const EmptyBindings bindings;
  EXPECT_FALSE(
      invalid(schema_of(R"({"items":{"type":"number"}})"), "the input", parse_json("[1,2,3]").value(), bindings));
  EXPECT_GT(bindings.steps_taken(), 3U);
}

TEST(Validation, HasWhatTheExpressionsBeforeItHaveLeft) {
  const EmptyBindings bindings;
  bindings.take_steps(schema::kMaxSteps - 2);
  const auto problem =
      invalid(schema_of(R"({"items":{"type":"number"}})"), "the output", parse_json("[1,2,3]").value(), bindings);
  ASSERT_TRUE(problem);
  EXPECT_TRUE(problem->detail.starts_with("the output cannot be checked by its schema: ")) << problem->detail;
  EXPECT_EQ(problem->type, problem_type(ProblemKind::Validation));
  EXPECT_EQ(bindings.steps_taken(), schema::kMaxSteps);
}

TEST(Validation, OfAnEndlessSchemaEnds) {
  EXPECT_TRUE(invalid(schema_of(R"({"$ref":"#"})"), "the input", Value(), EmptyBindings()));
}

}  // namespace
}  // namespace baton::core
