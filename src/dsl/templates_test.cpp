// Expressions and templates, through the tasks that carry them.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using test::errors_of;
using test::kind_at;
using test::one_task;
using test::program_of;
using test::shown;
using test::task_at;
using test::workflow;

// What `set: {x: VALUE}` compiles to, without the object around it.
std::string set_to(std::string_view value, std::string_view mode = "strict") {
  const auto program = program_of("evaluate: {mode: " + std::string(mode) + "}\n" +
                                  one_task("{set: {k: '${ 1 }', x: " + std::string(value) + "}}"));
  const auto& data = kind_at<core::SetTask>(*program, "/do/0/it").data;
  return shown(std::get<core::Template::Object>(data.node).at(1).value);
}

TEST(Template, KeepsConstantsAsTheyAre) {
  EXPECT_EQ(set_to("[1.50, a, {b: ~}]"), R"(literal([1.50,"a",{"b":null}]))");
  EXPECT_EQ(set_to("'.a'"), R"(literal(".a"))");
  EXPECT_EQ(set_to("'costs $5 {x}'"), R"(literal("costs $5 {x}"))");
}

TEST(Template, WithoutExpressionsIsOneLiteral) {
  const auto program = program_of(one_task("{set: {a: {b: [1, 2]}}}"));
  EXPECT_EQ(shown(kind_at<core::SetTask>(*program, "/do/0/it").data), R"(literal({"a":{"b":[1,2]}}))");
}

TEST(Template, AWholeStringIsAnExpression) {
  EXPECT_EQ(set_to("'${ .a.b }'"), "jq(.a.b)");
  EXPECT_EQ(set_to("'  ${.a} '"), "jq(.a)");
  EXPECT_EQ(set_to("[1, '${ .a }']"), "[literal(1), jq(.a)]");
  EXPECT_EQ(set_to("{y: {z: '${ .a }'}}"), "{y: {z: jq(.a)}}");
  EXPECT_EQ(set_to("'${ {a: \"}\"} }'"), R"(jq({a: "}"}))");
}

TEST(Template, ExpressionsInsideTextAreInserted) {
  EXPECT_EQ(set_to("'Hello ${ .name }, ${ .age }!'"), "text('Hello 'jq(.name)', 'jq(.age)'!')");
  EXPECT_EQ(set_to("'${ .a }${ .b }'"), "text(jq(.a)jq(.b))");
}

TEST(Template, MistakesInExpressionsAreReportedAtTheirPlace) {
  EXPECT_EQ(errors_of(one_task("{set: {x: '${ .a'}}")),
            "3:17: /do/0/it/set/x: the '${' at offset 0 has no closing brace\n");
  EXPECT_EQ(errors_of(one_task("{set: {x: 'a ${ }'}}")), "3:17: /do/0/it/set/x: an expression is missing\n");
  const std::string errors = errors_of(one_task("{set: {x: '${ .a + }', y: '${ $nobody }'}}"));
  EXPECT_NE(errors.find("3:17: /do/0/it/set/x: the expression '.a +' does not compile: "), std::string::npos) << errors;
  EXPECT_NE(errors.find("3:33: /do/0/it/set/y: the expression '$nobody' does not compile: "), std::string::npos);
  EXPECT_NE(errors.find("(at offset 0)"), std::string::npos) << errors;
}

TEST(Template, LooseModeTakesEveryStringThatCompiles) {
  EXPECT_EQ(set_to("'.a'", "loose"), "loose(.a)");
  EXPECT_EQ(set_to("' .a '", "loose"), "loose( .a )");  // should it fail, the string is the result
  EXPECT_EQ(set_to("'${ .a }'", "loose"), "jq(.a)");
  EXPECT_EQ(set_to("'a b c'", "loose"), R"(literal("a b c"))");
  EXPECT_EQ(set_to("application/json", "loose"), R"(literal("application/json"))");
  EXPECT_EQ(set_to("' '", "loose"), R"(literal(" "))");
}

TEST(ExpressionField, TakesBothSpellings) {
  for (const auto* condition : {".x > 1", "${ .x > 1 }", " ${.x > 1} "}) {
    const auto program = program_of(one_task("{if: '" + std::string(condition) + "', set: {a: 1}}"));
    EXPECT_EQ(task_at(*program, "/do/0/it").if_->text, ".x > 1");
  }
  EXPECT_EQ(errors_of(one_task("{if: true, set: {a: 1}}")), "3:12: /do/0/it/if: must be a string, not a boolean\n");
  EXPECT_EQ(errors_of(one_task("{if: '', set: {a: 1}}")), "3:12: /do/0/it/if: an expression is missing\n");
}

TEST(DataFlow, TakesAnExpressionOrAnObject) {
  const auto program =
      program_of(one_task("{input: {from: .a}, output: {as: {b: '${ .c }', d: 1}}, "
                          "export: {as: '${ $context + . }'}, set: {x: 1}}"));
  const core::Task& task = task_at(*program, "/do/0/it");
  EXPECT_EQ(shown(*task.input_from), "jq(.a)");
  EXPECT_EQ(shown(*task.output_as), "{b: jq(.c), d: literal(1)}");
  EXPECT_EQ(shown(*task.export_as), "jq($context + .)");
  EXPECT_EQ(errors_of(one_task("{input: {from: 5}, output: {to: x}, export: {schema: {}}, set: {x: 1}}")),
            "3:22: /do/0/it/input/from: must be an expression or an object that may contain expressions\n"
            "3:35: /do/0/it/output/to: unknown property (known here: as, schema)\n"
            "3:60: /do/0/it/export/schema: must have a 'document' or a 'resource'\n");
}

TEST(Variables, AreVisibleInsideWhatBindsThem) {
  const auto program =
      program_of(workflow("do:\n"
                          "- loop:\n"
                          "    for: {in: .pets, each: pet}\n"
                          "    while: $index < 5\n"
                          "    do:\n"
                          "    - inner:\n"
                          "        for: {in: $pet.toys, at: n}\n"
                          "        do:\n"
                          "        - it: {set: {x: '${ [$pet, $index, $item, $n, $input] }'}}\n"));
  using Names = std::vector<std::string>;
  const auto& data = kind_at<core::SetTask>(*program, "/do/0/loop/do/0/inner/do/0/it").data;
  const auto& object = std::get<core::Template::Object>(data.node);
  EXPECT_EQ(std::get<core::Expression>(object[0].value.node).variables, (Names{"pet", "index", "item", "n"}));
  EXPECT_EQ(kind_at<core::ForTask>(*program, "/do/0/loop").while_->variables, (Names{"pet", "index"}));
  const auto& toys = kind_at<core::ForTask>(*program, "/do/0/loop/do/0/inner").in;
  EXPECT_EQ(std::get<core::Expression>(toys.node).variables, (Names{"pet", "index"}));
}

TEST(Variables, ThatAreShadowedAreListedOnce) {
  const auto program =
      program_of(workflow("do:\n- a:\n    for: {in: .x}\n    do:\n"
                          "    - b: {for: {in: .y}, do: [{it: {set: '${ $item }'}}]}\n"));
  const auto& data = kind_at<core::SetTask>(*program, "/do/0/a/do/0/b/do/0/it").data;
  EXPECT_EQ(std::get<core::Expression>(data.node).variables, (std::vector<std::string>{"item", "index"}));
}

TEST(Variables, AreNotVisibleOutside) {
  EXPECT_NE(errors_of(workflow("do:\n- a: {for: {in: .x}, do: []}\n  \n- b: {set: '${ $item }'}\n")), "");
  EXPECT_NE(errors_of(one_task("{for: {in: '$item'}, do: []}")), "");
  EXPECT_NE(errors_of(one_task("{for: {in: .x}, do: [], output: {as: $item}}")), "");
  EXPECT_NE(errors_of(one_task("{try: [{b: {set: '${ $error }'}}], catch: {}}")), "");
}

TEST(Variables, OfLoopsAreNotVisibleToCompensation) {
  const std::string errors = errors_of(one_task(
      "{for: {in: .x}, do: [{b: {set: {y: 1}, metadata: {compensate: [{c: {set: '${ [$output, $item] }'}}]}}}]}"));
  EXPECT_NE(errors.find("/do/0/it/do/0/b/metadata/compensate/0/c/set: "), std::string::npos) << errors;
}

TEST(Variables, CannotTakeTheNameOfAnArgument) {
  EXPECT_EQ(
      errors_of(one_task("{for: {in: .x, each: input, at: $i}, do: []}")),
      "3:28: /do/0/it/for/each: $input is already defined in every expression; choose another name\n"
      "3:39: /do/0/it/for/at: '$i' is not a valid name for a variable: use letters, digits and '_', without '$'\n");
  EXPECT_EQ(errors_of(one_task("{for: {in: .x, each: i, at: i}, do: []}")),
            "3:13: /do/0/it/for: 'each' and 'at' must be two different names\n");
}

}  // namespace
}  // namespace baton::dsl
