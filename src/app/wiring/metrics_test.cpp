// What an engine counts.
#include "app/wiring/test_support.hpp"

#include <baton/metrics.hpp>
#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <fstream>
#include <iterator>
#include <latch>
#include <set>
#include <sstream>
#include <string>
#include <thread>

namespace baton::app {
namespace {

using ::testing::HasSubstr;

class MetricsOfATestingEngine : public ::testing::Test {
 protected:
  InstanceId start_order() {
    engine_.deploy(kOrder).value();
    const auto id = engine_.start({.workflow = {"shop", "order", ""}, .input = json("{\"cents\":1}")}).value();
    engine_.run_until_idle();
    return id;
  }
  testing::TestEngine engine_;
};

TEST_F(MetricsOfATestingEngine, CountTransitionsByTheirEvent) {
  engine_.on("payment.charge").never_answers();
  const InstanceId id = start_order();
  ASSERT_TRUE(engine_.suspend(id));
  ASSERT_TRUE(engine_.resume(id));
  engine_.answer(engine_.calls().at(0), CallSucceeded{});
  engine_.run_until_idle();
  auto transitions = engine_.metrics().transitions;
  EXPECT_EQ(transitions.size(), 12u) << "all kinds are there, also those that have not come";
  std::erase_if(transitions, [](const auto& each) { return each.second == 0; });
  EXPECT_EQ(transitions,
            (std::map<std::string, std::uint64_t>{{"start", 1}, {"suspend", 1}, {"resume", 1}, {"answer", 1}}));
}

TEST_F(MetricsOfATestingEngine, CountCommitsAndTheirWrites) {
  engine_.on("payment.charge").returns(json("1"));
  start_order();
  start_order();
  const EngineMetrics metrics = engine_.metrics();
  EXPECT_EQ(metrics.writes_per_commit.count(), 4u);
  EXPECT_EQ(metrics.writes_per_commit.sum, 4.0);
  EXPECT_EQ(metrics.writes_per_commit.bounds.front(), 1.0);
  EXPECT_EQ(metrics.writes_per_commit.counts.front(), 4u);
  EXPECT_EQ(metrics.writes_per_commit.counts.size(), metrics.writes_per_commit.bounds.size() + 1);
  EXPECT_EQ(metrics.failed_commits, 0u);
}

TEST_F(MetricsOfATestingEngine, CountCallsByTheirKind) {
  engine_.on("payment.charge").never_answers();
  start_order();
  const auto operators = [&] { return engine_.metrics().calls.at("operator"); };
  EXPECT_EQ(operators(), (CallMetrics{.begun = 1, .in_flight = 1}));
  engine_.answer(engine_.calls().at(0), CallUnknown{make_problem(ProblemKind::Communication, "no answer")});
  engine_.on("payment.charge").returns(json("1"));
  engine_.run_until_idle();
  EXPECT_EQ(operators().answered, operators().begun);
  EXPECT_EQ(operators().unknown, 1u);
  EXPECT_EQ(operators().in_flight, 0u);
  EXPECT_EQ(engine_.metrics().calls.at("http"), CallMetrics{});
}

TEST_F(MetricsOfATestingEngine, CountACallThatIsNotMadeAgainAfterACrashAsUnknown) {
  engine_.on("payment.charge").never_answers();
  ASSERT_TRUE(
      engine_.run(document("once", "do:\n- charge: {call: payment.charge, metadata: {idempotent: false}}\n"), {}));
  engine_.run_until_idle();
  engine_.crash_and_recover();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.metrics().calls.at("operator"), (CallMetrics{.unknown = 1}));
}

TEST_F(MetricsOfATestingEngine, CountTimersInstancesAndWhatIsRecovered) {
  const auto id = engine_.run(document("pause", "do:\n- pause: {wait: {hours: 1}}\n"), {}).value();
  engine_.on("payment.charge").never_answers();
  start_order();
  EXPECT_EQ(engine_.metrics().instances_cached, 2u);
  engine_.crash_and_recover();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.metrics().transitions.at("start"), 0u) << "another process starts again at 0";
  EXPECT_EQ(engine_.metrics().recovered, 1u) << "the one that waits for an answer";
  EXPECT_EQ(engine_.metrics().loads, 1u);
  engine_.advance(std::chrono::hours{2});
  EXPECT_EQ(engine_.metrics().timers_fired, 1u);
  EXPECT_EQ(engine_.metrics().transitions.at("timer"), 1u);
  EXPECT_EQ(engine_.metrics().loads, 2u);
  EXPECT_EQ(engine_.metrics().instances_cached, 1u);
  EXPECT_EQ(engine_.metrics().inbox, 0u);
}

TEST(MetricsOfAnEngine, AreReadFromAnyThreadAndHaveTheTimeOfCommits) {
  bounded([] {
    const testing::TemporaryDirectory directory;
    Engine engine = Engine::open("sqlite:" + directory.file("baton.db")).value();
    std::uint64_t seen = 0;
    const auto subscription =
        engine.subscribe([&](const HistoryEntry&) { seen = engine.metrics().transitions.at("start"); });
    std::atomic<bool> is_over = false;
    std::jthread reading([&] {
      std::uint64_t before = 0;
      while (!is_over) {
        const std::uint64_t now = engine.metrics().transitions.at("start");
        EXPECT_GE(now, before);
        before = now;
      }
    });
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(engine.wait(engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}).value()));
    }
    is_over = true;
    EXPECT_EQ(seen, 20u) << "of the loop's own thread";
    const EngineMetrics metrics = engine.metrics();
    EXPECT_EQ(metrics.transitions.at("start"), 20u);
    EXPECT_EQ(metrics.commit_seconds.count(), metrics.writes_per_commit.count());
    EXPECT_GT(metrics.commit_seconds.count(), 0u);
  });
}

TEST(MetricsOfAnEngine, DoNotMeasureCommitsThatWaitForNothing) {
  Engine engine = Engine::open("memory:").value();
  ASSERT_TRUE(engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}));
  EXPECT_GT(engine.metrics().writes_per_commit.count(), 0u);
  EXPECT_EQ(engine.metrics().commit_seconds.count(), 0u);
}

TEST(MetricsOfAnEngine, CountWhatObserversMissed) {
  bounded([] {
    Engine engine = Engine::open("memory:").value();
    std::promise<void> may_run;
    std::promise<std::uint64_t> missed;
    const auto watching =
        engine
            .observe(
                [&, released = may_run.get_future().share()](const Observed& observed) {
                  released.wait();
                  if (!std::holds_alternative<Gap>(observed)) return;
                  EXPECT_EQ(engine.metrics().observer_entries_missed, std::get<Gap>(observed).entries);
                  missed.set_value(std::get<Gap>(observed).entries);
                },
                {.queue = 1})
            .value();
    const auto id = engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}).value();
    ASSERT_TRUE(engine.wait(id));
    may_run.set_value();
    EXPECT_GT(missed.get_future().get(), 0u);
  });
}

// As a server would print them for Prometheus: that it is a simple loop is the point of this test.
std::string prometheus(const EngineMetrics& metrics) {
  std::ostringstream text;
  const auto line = [&](const std::string& name, Metric::Labels labels, const auto& value) {
    text << name;
    const char* separator = "{";
    for (const auto& [label, of] : labels) text << std::exchange(separator, ",") << label << "=\"" << of << '"';
    text << (labels.empty() ? " " : "} ") << value << '\n';
  };
  const auto bound = [](double value) {
    std::ostringstream number;
    number << value;
    return number.str();
  };
  for (const Metric& metric : named(metrics)) {
    const std::string name(metric.name);
    constexpr const char* types[] = {"counter", "gauge", "histogram"};
    text << "# HELP " << name << ' ' << metric.help << "\n# TYPE " << name << ' '
         << types[static_cast<int>(metric.kind)] << '\n';
    for (const auto& [labels, value] : metric.samples) {
      if (const auto* number = std::get_if<std::uint64_t>(&value)) {
        line(name, labels, *number);
        continue;
      }
      const auto& distribution = std::get<Distribution>(value);
      std::uint64_t so_far = 0;
      for (std::size_t i = 0; i < distribution.bounds.size(); ++i) {
        line(name + "_bucket", {{"le", bound(distribution.bounds[i])}}, so_far += distribution.counts[i]);
      }
      line(name + "_bucket", {{"le", "+Inf"}}, distribution.count());
      line(name + "_sum", {}, distribution.sum);
      line(name + "_count", {}, distribution.count());
    }
  }
  return text.str();
}

TEST(NamedMetrics, AreAllThatACollectingSystemNeeds) {
  EngineMetrics metrics;
  metrics.transitions = {{"answer", 7}};
  metrics.commit_seconds = {.bounds = {0.5, 1}, .counts = {3, 2, 1}, .sum = 4.25};
  metrics.calls = {{"http", {.begun = 4, .in_flight = 2}}};
  const std::string text = prometheus(metrics);
  EXPECT_THAT(text, HasSubstr("# TYPE baton_transitions_total counter\nbaton_transitions_total{event=\"answer\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE baton_calls_in_flight gauge\nbaton_calls_in_flight{kind=\"http\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE baton_commit_seconds histogram\n"
                              "baton_commit_seconds_bucket{le=\"0.5\"} 3\n"
                              "baton_commit_seconds_bucket{le=\"1\"} 5\n"
                              "baton_commit_seconds_bucket{le=\"+Inf\"} 6\n"
                              "baton_commit_seconds_sum 4.25\n"
                              "baton_commit_seconds_count 6\n"));
  EXPECT_THAT(text, HasSubstr("baton_inbox 0\n"));
}

TEST(NamedMetrics, AreThoseOfTheReference) {
  std::ifstream file(BATON_METRICS_REFERENCE);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string> documented;
  for (auto at = page.find("`baton_"); at != std::string::npos; at = page.find("`baton_", at + 1)) {
    documented.insert(page.substr(at + 1, page.find_first_of("`{", at + 1) - at - 1));
  }
  std::set<std::string> there;
  for (const Metric& metric : named({})) there.emplace(metric.name);
  EXPECT_EQ(documented, there);
}

}  // namespace
}  // namespace baton::app
