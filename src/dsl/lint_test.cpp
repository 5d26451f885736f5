#include "dsl/lint.hpp"

#include "dsl/test_support.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace baton::dsl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "3: call-without-timeout", in the order of the document.
std::vector<std::string> advice_on(const std::string& text, const LintLimits& limits = {}) {
  const auto located = locate(text);
  EXPECT_TRUE(located);
  std::vector<std::string> lines;
  for (const Advice& each : lint(*test::program_of(text), located.value(), limits)) {
    lines.push_back(std::to_string(each.position.line) + ": " + std::string(each.rule));
    EXPECT_FALSE(each.message.empty());
  }
  return lines;
}

// As lines of a list.
std::string many(const std::string& task, std::size_t count, const std::string& indent = "") {
  std::string tasks;
  for (std::size_t i = 0; i < count; ++i) tasks += indent + "- t" + std::to_string(i) + ": " + task + "\n";
  return tasks;
}

TEST(Lint, FindsACallThatNothingUndoesOrLimits) {
  EXPECT_THAT(advice_on(test::one_task("{call: payment.charge}")),
              ElementsAre("3: call-without-compensation", "3: call-without-timeout"));
}

TEST(Lint, TakesATimeoutAndACompensationOfTheTaskOrAroundIt) {
  EXPECT_THAT(
      advice_on(test::one_task("{call: payment.charge, timeout: {after: PT5S}, "
                               "metadata: {compensate: [{undo: {call: payment.refund, timeout: {after: PT5S}}}]}}")),
      IsEmpty());
  EXPECT_THAT(advice_on(test::one_task("{do: [{a: {call: payment.charge}}], timeout: {after: PT5S}, "
                                       "metadata: {compensate: []}}")),
              IsEmpty());
  EXPECT_THAT(advice_on(test::workflow("timeout: {after: PT1H}\ndo:\n- a: {call: x.y, metadata: {compensate: []}}\n")),
              IsEmpty());
}

TEST(Lint, KnowsThatTheTimeoutOfTheWorkflowDoesNotLimitItsCompensations) {
  EXPECT_THAT(
      advice_on(test::workflow("timeout: {after: PT1H}\ndo:\n- a:\n    call: x.y\n    metadata:\n      compensate:\n"
                               "      - undo: {call: x.z}\n")),
      ElementsAre("8: call-without-timeout"));
}

TEST(Lint, AsksForNoCompensationOfWhatOnlyReads) {
  const auto http = [](const std::string& method) {
    return test::one_task("{call: http, with: {method: " + method + ", endpoint: 'https://x.example/a'}}");
  };
  EXPECT_THAT(advice_on(http("get")), IsEmpty());
  EXPECT_THAT(advice_on(http("POST")), ElementsAre("3: call-without-compensation"));
}

TEST(Lint, AsksForNoCompensationOfWhatPutsThingsRight) {
  EXPECT_THAT(advice_on(test::workflow("timeout: {after: PT1H}\ndo:\n- a:\n    try: [{x: {set: {a: 1}}}]\n    catch:\n"
                                       "      do: [{y: {call: alarm.ring}}]\n")),
              IsEmpty());
}

TEST(Lint, FindsAChildThatIsAwaitedWithoutALimit) {
  const std::string child = "{run: {workflow: {namespace: a, name: b, version: '1.0.0'}";
  EXPECT_THAT(advice_on(test::one_task(child + "}}")), ElementsAre("3: call-without-timeout"));
  EXPECT_THAT(advice_on(test::one_task(child + ", await: false}}")), IsEmpty());
}

TEST(Lint, FindsAMonolithUnlessItStartsOtherWorkflows) {
  const std::string group = "{do: [{a: {set: {x: 1}}}, {b: {set: {x: 2}}}]}";
  EXPECT_THAT(advice_on(test::workflow("do:\n" + many(group, 16))), IsEmpty());
  EXPECT_THAT(advice_on(test::workflow("do:\n" + many(group, 17))), ElementsAre("1: monolith"));
  EXPECT_THAT(advice_on(test::workflow("timeout: {after: PT1H}\ndo:\n" + many(group, 17) +
                                       "- child: {run: {workflow: {namespace: a, name: b, version: '1.0.0'}}}\n")),
              IsEmpty());
}

TEST(Lint, FindsLongLists) {
  EXPECT_THAT(advice_on(test::workflow("do:\n" + many("{set: {x: 1}}", 20))), IsEmpty());
  EXPECT_THAT(advice_on(test::workflow("do:\n" + many("{set: {x: 1}}", 21))), ElementsAre("1: long-list"));
}

TEST(Lint, FindsDeepNestingOnceWhereItBegins) {
  std::string task = "{set: {x: 1}}";
  for (int i = 0; i < 5; ++i) task = "{do: [{in: " + task + "}]}";
  EXPECT_THAT(advice_on(test::one_task(task)), IsEmpty());
  EXPECT_THAT(advice_on(test::one_task("{do: [{in: " + task + "}]}")), ElementsAre("3: deep-nesting"));
  EXPECT_THAT(advice_on(test::one_task("{do: [{in: {do: [{in: " + task + "}]}}]}")), ElementsAre("3: deep-nesting"));
}

TEST(Lint, FindsBusinessLogicInExpressionsAndSwitches) {
  std::string expression = "${ .a";
  while (expression.size() <= 200) expression += " + .price";
  EXPECT_THAT(advice_on(test::workflow("do:\n- a:\n    set:\n      x: '" + expression + " }'\n")),
              ElementsAre("5: long-expression"));
  EXPECT_THAT(advice_on(test::workflow("do:\n- a: {set: {x: '" + std::string(300, 'x') + "'}}\n")), IsEmpty());
  const auto choice = [](std::size_t cases) {
    return test::workflow("do:\n- a:\n    switch:\n" + many("{when: '${ .x == 1 }', then: end}", cases, "    "));
  };
  EXPECT_THAT(advice_on(choice(10)), IsEmpty());
  EXPECT_THAT(advice_on(choice(11)), ElementsAre("3: many-cases"));
}

TEST(Lint, AdvisesOnceOnWhatAFunctionHolds) {
  EXPECT_THAT(advice_on(test::workflow("use:\n  functions:\n    pay: {call: payment.charge}\ndo:\n- a: {call: pay}\n")),
              ElementsAre("6: call-without-compensation", "6: call-without-timeout"));
}

}  // namespace
}  // namespace baton::dsl
