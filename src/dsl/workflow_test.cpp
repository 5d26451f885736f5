// The document as a whole: head, components, digest, limits.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using test::errors_of;
using test::one_task;
using test::program_of;
using test::task_at;
using test::workflow;

constexpr std::string_view kSmallest = "do:\n- it: {set: {a: 1}}\n";

TEST(Workflow, BecomesTheFirstTask) {
  const auto program =
      program_of(workflow("do:\n- a: {set: {x: 1}}\n- b: {wait: {seconds: 1}}\n"
                          "input: {from: .order}\noutput: {as: {y: '${ .x }'}}\n"
                          "timeout: {after: PT1M}\n"));
  EXPECT_EQ(program->name, (DefinitionName{.space = "tests", .name = "sample", .version = "1.2.3"}));
  ASSERT_EQ(program->tasks.size(), 3u);
  const core::Task& root = program->tasks[0];
  EXPECT_EQ(root.name, "sample");
  EXPECT_EQ(root.reference, "/");
  EXPECT_FALSE(root.implicit);
  EXPECT_FALSE(root.parent);
  EXPECT_EQ(test::shown(*root.input_from), "jq(.order)");
  EXPECT_EQ(test::shown(*root.output_as), "{y: jq(.x)}");
  EXPECT_EQ(std::get<core::CalendarDuration>(*root.timeout).time, std::chrono::minutes(1));
  EXPECT_EQ(std::get<core::DoTask>(root.kind).tasks, (std::vector<core::TaskId>{core::TaskId{1}, core::TaskId{2}}));
  EXPECT_EQ(program->tasks[2].reference, "/do/1/b");
  EXPECT_EQ(program->tasks[2].parent, core::kRootTask);
}

TEST(Workflow, MayBeJson) {
  const auto program = program_of(
      R"({"document": {"dsl": "1.0.0", "namespace": "n", "name": "j", "version": "0.1.0"},
          "do": [{"a": {"set": {"x": 12345678901234567890}}}]})");
  EXPECT_EQ(test::shown(test::kind_at<core::SetTask>(*program, "/do/0/a").data),
            "literal({\"x\":12345678901234567890})");
}

TEST(Workflow, NeedsItsParts) {
  EXPECT_EQ(errors_of("a: 1\n"),
            "1:1: /: the property 'do' is missing\n"
            "1:1: /: the property 'document' is missing\n"
            "1:1: /a: unknown property (known here: document, input, use, do, timeout, schedule, output, evaluate)\n");
  EXPECT_EQ(errors_of("- a\n"), "1:1: /: must be an object, not a list\n");
  EXPECT_EQ(errors_of("document: {}\ndo: []\n"),
            "1:11: /document: the property 'dsl' is missing\n"
            "1:11: /document: the property 'name' is missing\n"
            "1:11: /document: the property 'namespace' is missing\n"
            "1:11: /document: the property 'version' is missing\n");
}

TEST(Workflow, ItsHeadIsChecked) {
  EXPECT_EQ(
      errors_of("document:\n"
                "  dsl: 2.0.0\n"
                "  namespace: my_space\n"
                "  name: 5\n"
                "  version: 1.0\n"
                "  title: [x]\n"
                "  tags: x\n"
                "  sumary: x\n"
                "do: []\n"),
      "2:8: /document/dsl: version '2.0.0' of the DSL is not supported by this version of Baton (supported: 1.x)\n"
      "3:14: /document/namespace: 'my_space' must be 1 to 63 letters, digits and hyphens, and neither begin nor "
      "end with a hyphen\n"
      "4:9: /document/name: must be a string, not a number\n"
      "5:12: /document/version: must be a string, not a number; put quotes around it, as in '1.0.0'\n"
      "6:10: /document/title: must be a string, not a list\n"
      "7:9: /document/tags: must be an object, not a string\n"
      "8:3: /document/sumary: unknown property; did you mean 'summary'?\n");
  EXPECT_EQ(errors_of("document: {dsl: 1.0.0-alpha5, namespace: n, name: n, version: 1.0.x}\ndo: []\n"),
            "1:63: /document/version: '1.0.x' is not a semantic version such as '1.0.0'\n");
}

TEST(Workflow, UnsupportedPartsSaySo) {
  EXPECT_EQ(errors_of(workflow("evaluate: {language: js}\n"
                               "do: []\n")),
            "2:12: /evaluate/language: 'js' expressions are not supported by this version of Baton (supported: jq)\n");
}

TEST(Workflow, EvaluationModeIsOneOfTwo) {
  EXPECT_EQ(errors_of(workflow("evaluate: {language: jq, mode: strict}\ndo: []\n")), "");
  EXPECT_EQ(errors_of(workflow("evaluate: {mode: lose}\ndo: []\n")),
            "2:18: /evaluate/mode: must be one of strict, loose, not 'lose'; did you mean 'loose'?\n");
}

TEST(Workflow, DigestDependsOnTheContentAlone) {
  const std::string yaml = workflow("do:\n  - a: {set: {x: 1, y: '${ .b }'}}\n");
  const auto program = program_of(yaml);
  const auto reordered = program_of(
      "# as JSON would have it\n"
      "do: [{a: {set: {y: \"${ .b }\", x: 1}}}]\n"
      "document: {version: 1.2.3, name: sample, namespace: tests, dsl: 1.0.3}\n");
  EXPECT_EQ(program->digest, reordered->digest);
  EXPECT_NE(program->digest, program_of(workflow("do:\n  - a: {set: {x: 2, y: '${ .b }'}}\n"))->digest);
  // A stored definition is found by its digest: this one must never change.
  EXPECT_EQ(program->digest.hex, "90525f7f35988d165a31c57a7e634a0fb7e77b31079f53152acfe6285966923e");
}

TEST(Workflow, CompilesFromItsStoredDocument) {
  const auto program = program_of(workflow("do:\n- a:\n    do:\n    - b: {call: pay.charge, with: {x: '${ .y }'}}\n"));
  const auto again = compile(program->document);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->program->digest, program->digest);
  EXPECT_EQ(to_json(again->program->document), to_json(program->document));
  EXPECT_EQ(again->program->operator_calls, program->operator_calls);
  ASSERT_EQ(again->program->tasks.size(), program->tasks.size());
  for (std::size_t i = 0; i < program->tasks.size(); ++i) {
    EXPECT_EQ(again->program->tasks[i].reference, program->tasks[i].reference);
  }
}

TEST(Workflow, ErrorsInAStoredDocumentNameTheirPlace) {
  const auto compiled = compile(parse_json(R"({"document": {"dsl": "1.0.0"}, "do": 5})").value());
  ASSERT_FALSE(compiled);
  EXPECT_NE(test::shown(compiled.error()).find("1:1: /do: must be a list, not a number\n"), std::string::npos);
}

TEST(Workflow, ErrorsBeyondTheLimitAreCounted) {
  std::string text = workflow("do:\n");
  for (int i = 0; i < 25; ++i) text += "- t" + std::to_string(i) + ": {wait: 5}\n";
  const auto compiled = compile(text, {.max_diagnostics = 2});
  ASSERT_FALSE(compiled);
  ASSERT_EQ(compiled.error().size(), 3u);
  EXPECT_EQ(compiled.error()[1].line, 4u);
  EXPECT_EQ(compiled.error()[2].message, "23 more errors (only 2 are listed)");
}

TEST(Workflow, HasALimitedNumberOfTasks) {
  const std::string two = workflow("do:\n- a: {set: {x: 1}}\n- b: {set: {x: 1}}\n");
  EXPECT_EQ(errors_of(two, {.max_tasks = 2}), "");
  EXPECT_EQ(errors_of(two, {.max_tasks = 1}),
            "1:1: the workflow has more than 1 tasks (max_tasks, counted after the inlining of functions; a list of "
            "tasks within "
            "a task counts as one)\n");
}

TEST(Workflow, UnusedComponentsAreCheckedToo) {
  EXPECT_EQ(errors_of(workflow("use:\n"
                               "  retries: {r: {delay: soon}, s: r}\n"
                               "  errors: {e: {type: about:blank}}\n"
                               "  timeouts: {t: {before: PT1S}}\n"
                               "  authentications: {a: {basic: {username: x}}}\n"
                               "  functions: {f: {set: {}}, g: {call: g}, http: {wait: PT1S}}\n"
                               "  secrets: [s, s, '']\n"
                               "do: []\n")),
            "3:24: /use/retries/r/delay: 'soon' is not an ISO 8601 duration such as PT1H30M: it must begin with P and "
            "name at least one unit\n"
            "3:34: /use/retries/s: must be an object, not a string\n"
            "4:15: /use/errors/e: the property 'status' is missing\n"
            "5:17: /use/timeouts/t: the property 'after' is missing\n"
            "5:18: /use/timeouts/t/before: unknown property (known here: after)\n"
            "6:32: /use/authentications/a/basic: the property 'password' is missing\n"
            "7:24: /use/functions/f/set: must be an object with at least one member, a text or an expression '${ … }'\n"
            "7:39: /use/functions/g/call: the function 'g' would call itself: functions cannot be recursive\n"
            "7:43: /use/functions/http: 'http' is the name of a built-in function\n"
            "8:16: /use/secrets/1: the secret 's' is listed a second time\n"
            "8:19: /use/secrets/2: a secret's name must not be empty\n");
}

TEST(Workflow, UnusedComponentsLeaveNoTrace) {
  const auto program = program_of(workflow("use: {functions: {f: {call: pay.charge}}}\n" + std::string(kSmallest)));
  EXPECT_EQ(program->tasks.size(), 2u);
  EXPECT_TRUE(program->operator_calls.empty());
}

TEST(Workflow, ComponentsCannotBlowItUp) {
  // Each function calls the one before twice: more tasks than the text has bytes, and far too deep.
  std::string text = workflow("use:\n  functions:\n    f0: {set: {x: 1}}\n");
  for (int i = 1; i < 40; ++i) {
    const std::string last = "f" + std::to_string(i - 1);
    text += "    f" + std::to_string(i) + ": {do: [{a: {call: " + last + "}}, {b: {call: " + last + "}}]}\n";
  }
  EXPECT_NE(errors_of(text + "do:\n- it: {call: f39}\n").find("max_tasks"), std::string::npos);

  std::string chain = workflow("use:\n  functions:\n    f0: {set: {x: 1}}\n");
  for (int i = 1; i < 5'000; ++i) {
    chain += "    f" + std::to_string(i) + ": {call: f" + std::to_string(i - 1) + "}\n";
  }
  EXPECT_NE(errors_of(chain + "do:\n- it: {call: f4999}\n").find("nested more than 200 deep"), std::string::npos);

  std::string large = workflow("use: {functions: {f: {set: {x: '" + std::string(1'000'000, 'x') + "'}}}}\ndo:\n");
  for (int i = 0; i < 100; ++i) large += "- t" + std::to_string(i) + ": {call: f}\n";
  EXPECT_NE(errors_of(large).find("the components of 'use', and schemas that others refer to, add more than"),
            std::string::npos);
}

TEST(Workflow, OfAThousandTasksCompiles) {
  std::string text = workflow("do:\n");
  for (int i = 0; i < 1'000; ++i) {
    const std::string number = std::to_string(i);
    text +=
        "- t" + number + ":\n    call: pay.charge\n    with: {amount: '${ .x + " + number + " }'}\n    if: .y > 1\n";
  }
  EXPECT_EQ(program_of(text)->tasks.size(), 1'001u);
}

}  // namespace
}  // namespace baton::dsl
