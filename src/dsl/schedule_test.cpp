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
  EXPECT_EQ(notes_of(scheduled("every: PT1H")), "");
  EXPECT_EQ(notes_of(scheduled("on: {one: {with: {type: a}}}")),
            "2:11: /schedule: this version of Baton starts nothing by 'on'\n");
  EXPECT_EQ(notes_of(scheduled("every: PT1H, cron: '@daily'")),
            "2:11: /schedule: only the first of every, cron and after starts runs\n");
  EXPECT_EQ(
      notes_of(scheduled("after: '${ \"PT1M\" }'")),
      "2:11: /schedule: this version of Baton starts nothing by a duration that is an expression; write it out\n");
}

std::string with_metadata(std::string_view metadata) {
  return "document: {dsl: '1.0.3', namespace: a, name: b, version: '1.0.0', metadata: {" + std::string(metadata) +
         "}}\nschedule: {cron: '@daily'}\ndo: []\n";
}

std::string message_of(std::string_view text, const Sources& sources) {
  const auto compiled = compile(text, {}, sources);
  return compiled ? "" : compiled.error().front().message;
}

TEST(Schedule, HasTheTimeZoneOfTheDocument) {
  EXPECT_EQ(program_of(with_metadata(""))->schedule->zone, "UTC");
  EXPECT_EQ(program_of(with_metadata("timezone: Europe/Berlin"))->schedule->zone, "Europe/Berlin");
  EXPECT_EQ(message_of(with_metadata("timezone: ../secret"), {}),
            "/document/metadata/timezone: '../secret' is not the name of a time zone such as 'Europe/Berlin'");
  const Sources sources{
      .resources = {}, .missing = {}, .has_zone = [](std::string_view name) { return name == "UTC"; }};
  EXPECT_EQ(message_of(with_metadata("timezone: UTC"), sources), "");
  EXPECT_EQ(
      message_of(with_metadata("timezone: Europe/Berlim"), sources),
      "/document/metadata/timezone: 'Europe/Berlim' is not a time zone that this system knows; the names are those of "
      "tzdata, such as 'Europe/Berlin'");
}

TEST(Schedule, HasRulesInTheMetadata) {
  EXPECT_EQ(message_of(with_metadata("schedule: {missed: all, most: 10, overlap: queue}"), {}), "");
  EXPECT_NE(message_of(with_metadata("schedule: {missed: some}"), {}), "");
  EXPECT_NE(message_of(with_metadata("schedule: {most: 0}"), {}), "");
  EXPECT_NE(message_of(with_metadata("schedule: {overlap: never}"), {}), "");
  EXPECT_NE(message_of(with_metadata("schedule: {misssed: skip}"), {}), "");
}

TEST(Schedule, IsChecked) {
  EXPECT_EQ(errors_of(scheduled("")), "2:11: /schedule: must have one of every, cron, after, on\n");
  EXPECT_EQ(errors_of(scheduled("every: PT0S, cron: '0 0 * *', after: soon, at: noon")),
            "2:19: /schedule/every: must be longer than nothing\n"
            "2:31: /schedule/cron: '0 0 * *' is not a cron expression: it must have 5 fields (minute, hour, day of the "
            "month, month, day of the week), or 6 with the second before them, not 4\n"
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
