#include <baton/engine.hpp>

#include <gtest/gtest.h>

namespace baton {
namespace {

HistoryEntry entry(std::string kind) {
  return HistoryEntry{.instance = {"ix7"},
                      .definition = {"samples", "orderPet", "1.0.0"},
                      .revision = Revision{3},
                      .at = Timestamp{std::chrono::milliseconds{1'500}},
                      .kind = std::move(kind),
                      .task = "/do/1/charge",
                      .task_name = "charge",
                      .attempt = 1,
                      .error = {},
                      .output = {},
                      .engine_version = "1",
                      .position = 2,
                      .run_id = "run1"};
}

std::string types_of(const std::string& kind) {
  std::string types;
  for (const Value& event : lifecycle_cloud_events(entry(kind)))
    types += std::string(event.find("type")->as_string()) + ' ';
  return types;
}

TEST(LifecycleEvents, ReportAStartedWorkflowAsTheDslRequires) {
  const auto events = lifecycle_cloud_events(entry("workflow.started"));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(to_json(events[0]),
            R"({"specversion":"1.0","id":"run1/3/2/workflow.started","source":"/samples/orderPet/1.0.0",)"
            R"("type":"io.serverlessworkflow.workflow.started.v1","subject":"ix7","time":"1970-01-01T00:00:01.500Z",)"
            R"("datacontenttype":"application/json","data":{"name":"orderPet-ix7.samples",)"
            R"("definition":{"name":"orderPet","namespace":"samples","version":"1.0.0"},)"
            R"("startedAt":"1970-01-01T00:00:01.500Z"}})");
}

TEST(LifecycleEvents, HaveTheCallersName) {
  EXPECT_EQ(lifecycle_cloud_events(entry("workflow.cancelled"))[0].find("caller"), nullptr) << "no attribute is empty";
  HistoryEntry cancelled = entry("workflow.cancelled");
  cancelled.caller = "alice";
  EXPECT_EQ(*lifecycle_cloud_events(cancelled)[0].find("caller"), Value::string("alice"));
}

TEST(LifecycleEvents, ReportAFaultWithItsError) {
  HistoryEntry faulted = entry("task.faulted");
  faulted.error = Problem{.type = "https://x/e", .status = 503, .title = "Busy", .detail = {}, .instance = {}};
  const auto events = lifecycle_cloud_events(faulted);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(to_json(*events[0].find("data")),
            R"({"workflow":"orderPet-ix7.samples","task":"/do/1/charge","faultedAt":"1970-01-01T00:00:01.500Z",)"
            R"("error":{"type":"https://x/e","status":503,"title":"Busy"}})");
}

TEST(LifecycleEvents, SayWhereTheOutputOfWhatHasCompletedIs) {
  const auto uri = [](const std::string& kind, std::string_view public_url) {
    const Value data = *lifecycle_cloud_events(entry(kind), public_url).at(0).find("data");
    const Value* const found = data.find("outputUri");
    return found == nullptr ? std::string("none") : std::string(found->as_string());
  };
  EXPECT_EQ(uri("workflow.completed", "https://x.example/api/"), "https://x.example/api/v1/instances/ix7/output");
  EXPECT_EQ(uri("task.completed", "https://x.example"),
            "https://x.example/v1/instances/ix7/tasks/output?task=%2Fdo%2F1%2Fcharge&at=3.2");
  EXPECT_EQ(uri("workflow.completed", ""), "none") << "nobody has said where the server is";
  EXPECT_EQ(uri("workflow.faulted", "https://x.example"), "none");
}

TEST(LifecycleEvents, AreTwoForATasksStart) {
  EXPECT_EQ(types_of("task.started"), "io.serverlessworkflow.task.created.v1 io.serverlessworkflow.task.started.v1 ");
}

TEST(LifecycleEvents, ReportARetryWhenTheNextAttemptBegins) {
  EXPECT_EQ(types_of("task.retried"), "") << "it is only decided";
  HistoryEntry second = entry("task.started");
  second.attempt = 2;
  const auto events = lifecycle_cloud_events(second);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].find("type")->as_string(), "io.serverlessworkflow.task.retried.v1");
  EXPECT_EQ(to_json(*events[0].find("data")),
            R"({"workflow":"orderPet-ix7.samples","task":"/do/1/charge","retriedAt":"1970-01-01T00:00:01.500Z"})");
}

TEST(LifecycleEvents, HaveDifferentIdsInAnotherRunOfTheInstance) {
  HistoryEntry again = entry("task.completed");
  again.run_id = "run2";
  EXPECT_NE(*lifecycle_cloud_events(again)[0].find("id"),
            *lifecycle_cloud_events(entry("task.completed"))[0].find("id"));
}

TEST(LifecycleEvents, LeaveOutChangesThatTheDslDoesNotKnow) {
  for (const char* kind : {"task.skipped", "compensation.started", "workflow.retried", "event.ignored", "later"}) {
    EXPECT_EQ(types_of(kind), "") << kind;
  }
}

TEST(LifecycleEvents, HaveDifferentIdsForEveryChangeAndTheSameForTheSame) {
  HistoryEntry second = entry("task.completed");
  second.position = 3;
  const auto id = [](const HistoryEntry& of) { return *lifecycle_cloud_events(of).at(0).find("id"); };
  EXPECT_NE(id(entry("task.completed")), id(second));
  EXPECT_EQ(id(second), id(second));
  const auto both = lifecycle_cloud_events(entry("task.started"));
  EXPECT_NE(*both.at(0).find("id"), *both.at(1).find("id"));
}

}  // namespace
}  // namespace baton
