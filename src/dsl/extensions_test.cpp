#include "dsl/test_support.hpp"

#include <string>

namespace baton::dsl::test {
namespace {

std::string extended(std::string_view extension, std::string_view tasks) {
  return workflow("use:\n  extensions:\n  - x: " + std::string(extension) + "\ndo:\n" + std::string(tasks));
}

constexpr std::string_view kLog = "{extend: set, before: [{log: {call: work.log, with: {text: '${ $task.name }'}}}]}";

std::size_t named(const core::Program& program, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      program.tasks, [&](const core::Task& task) { return task.name == name && !task.implicit; }));
}

TEST(Extensions, AreWovenAroundTheTasksOfTheirKind) {
  const auto program = program_of(extended(kLog, "- a: {set: {x: 1}}\n- b: {wait: PT1S}\n- c: {set: {x: 1}}\n"));
  EXPECT_EQ(named(*program, "log"), 2U);
  EXPECT_EQ(named(*program, "a"), 1U);
  EXPECT_TRUE(std::holds_alternative<core::ForTask>(
      program->task(std::get<core::DoTask>(program->tasks[0].kind).tasks[0]).kind));
  EXPECT_TRUE(std::holds_alternative<core::WaitTask>(
      program->task(std::get<core::DoTask>(program->tasks[0].kind).tasks[1]).kind));
}

TEST(Extensions, ChangeNothingWhereThereAreNone) {
  const auto plain = program_of(workflow("do:\n- a: {set: {x: 1}}\n"));
  EXPECT_EQ(plain->tasks.size(), 2U);
}

TEST(Extensions, NeverExtendTheirOwnTasks) {
  const auto program =
      program_of(extended("{extend: all, before: [{log: {set: {y: 1}}}], after: [{done: {set: {z: 1}}}]}",
                          "- a: {do: [{b: {set: {x: 1}}}]}\n"));
  EXPECT_EQ(named(*program, "log"), 2U);
  EXPECT_EQ(named(*program, "done"), 2U);
}

TEST(Extensions, AreOfKnownKinds) {
  for (const char* kind :
       {"call", "composite", "emit", "for", "listen", "raise", "run", "set", "switch", "try", "wait", "all"}) {
    EXPECT_EQ(
        errors_of(extended("{extend: " + std::string(kind) + ", before: [{l: {set: {y: 1}}}]}", "- a: {wait: PT1S}\n")),
        "");
  }
  EXPECT_TRUE(errors_of(extended("{extend: do}", "- a: {wait: PT1S}\n")).contains("must be one of call, composite"));
  EXPECT_TRUE(errors_of(extended("{before: []}", "- a: {wait: PT1S}\n")).contains("'extend' is missing"));
  EXPECT_TRUE(errors_of(extended("{extend: all, befor: []}", "- a: {wait: PT1S}\n")).contains("did you mean 'before'"));
  EXPECT_TRUE(errors_of(extended("{extend: all, before: {}}", "- a: {wait: PT1S}\n")).contains("must be a list"));
}

TEST(Extensions, ThatExtendNothingAreCheckedToo) {
  EXPECT_TRUE(errors_of(extended("{extend: run, when: '.a +', before: [{l: {set: 5}}]}", "- a: {wait: PT1S}\n"))
                  .contains("/use/extensions/0/x/before/0/l/set"));
  EXPECT_TRUE(
      errors_of(extended("{extend: run, when: '.a +'}", "- a: {wait: PT1S}\n")).contains("/use/extensions/0/x/when"));
}

TEST(Extensions, CannotBlowUpAProgram) {
  constexpr Limits kFew{.max_tasks = 20};
  std::string tasks;
  for (int i = 0; i < 5; ++i) tasks += "- t" + std::to_string(i) + ": {set: {x: 1}}\n";
  EXPECT_TRUE(errors_of(extended(kLog, tasks), kFew).contains("max_tasks"));
}

}  // namespace
}  // namespace baton::dsl::test
