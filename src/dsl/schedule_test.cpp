#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using test::errors_of;
using test::notes_of;
using test::program_of;
using test::workflow;

std::string scheduled(std::string_view schedule) {
  return workflow("schedule: {" + std::string(schedule) + "}\ndo:\n- a: {set: {x: 1}}\n");
}
core::Schedule schedule(std::string_view text) {
  const auto program = program_of(scheduled(text));
  return program->schedule.value_or(core::Schedule{});
}

TEST(Schedule, IsAnIntervalACronExpressionOrEvents) {
  EXPECT_EQ(std::get<core::CalendarDuration>(*schedule("every: PT1H").every).time, std::chrono::hours{1});
  EXPECT_EQ(std::get<core::CalendarDuration>(*schedule("after: {minutes: 5}").after).time, std::chrono::minutes{5});
  EXPECT_EQ(schedule("cron: '0 0 * * *'").cron, *core::parse_cron("@daily"));
  const auto by_events = schedule("on: {one: {with: {type: a}}}, read: envelope");
  EXPECT_EQ(by_events.on->events.filters.size(), 1U);
  EXPECT_EQ(by_events.read, core::EventReading::Envelope);
  EXPECT_FALSE(program_of(workflow("do: []\n"))->schedule);
}

TEST(Schedule, DoesNotKeepTheWorkflowFromRunning) {
  EXPECT_TRUE(program_of(scheduled("every: PT1H"))->obstacles.empty());
  EXPECT_EQ(notes_of(scheduled("every: PT1H")),
            "2:11: /schedule: this version of Baton starts nothing by itself; start the workflow with 'baton run', "
            "'baton start' or from a program\n");
}

TEST(Schedule, IsChecked) {
  EXPECT_EQ(errors_of(scheduled("")), "2:11: /schedule: must have one of every, cron, after, on\n");
  EXPECT_EQ(errors_of(scheduled("every: PT0S, cron: '0 0 * *', after: soon, at: noon")),
            "2:19: /schedule/every: must be longer than nothing\n"
            "2:31: /schedule/cron: '0 0 * *' is not a cron expression: it must have 5 fields (minute, hour, day of the "
            "month, month, day of the week), not 4\n"
            "2:49: /schedule/after: 'soon' is not an ISO 8601 duration such as PT1H30M: it must begin with P and name "
            "at least one unit\n"
            "2:55: /schedule/at: unknown property (known here: every, cron, after, on, read)\n");
  EXPECT_EQ(errors_of(scheduled("every: PT1H, read: data")),
            "2:25: /schedule/read: may only be given together with 'on'\n");
  EXPECT_EQ(errors_of(scheduled("on: {}")), "2:16: /schedule/on: must have one of one, any, all\n");
}

TEST(Schedule, HasNoInstanceThatItsExpressionsCouldSee) {
  EXPECT_EQ(
      errors_of(scheduled("every: '${ $input.pause }', on: {one: {with: {type: a, data: '${ .x == $context.y }'}, "
                          "correlate: {a: {from: .a, expect: '${ $workflow.id }'}}}}")),
      "2:19: /schedule/every: $input may not be used here, because there is no instance yet\n"
      "2:44: /schedule/on: $context may not be used here, because there is no instance yet\n"
      "2:44: /schedule/on: $workflow may not be used here, because there is no instance yet\n");
  EXPECT_EQ(errors_of(scheduled("on: {one: {with: {data: '${ .x == $runtime.name }'}}}")), "");
}

}  // namespace
}  // namespace baton::dsl
