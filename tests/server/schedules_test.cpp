// Schedules of the running server: over HTTP, by the command line, and through kills.
#include "server/served.hpp"

#include <baton/detail/time_text.hpp>

#include <chrono>
#include <set>
#include <thread>

namespace baton::testing {
namespace {

using namespace std::chrono_literals;

std::string scheduled(const std::string& schedule, const std::string& version = "1.0.0",
                      const std::string& metadata = "{}") {
  return "document: {dsl: '1.0.3', namespace: shop, name: tick, version: '" + version + "', metadata: " + metadata +
         "}\nschedule: {" + schedule + "}\ndo:\n- a: {set: {ran: true}}\n";
}
const std::string kTick = "/v1/schedules/schedule.shop.tick";

class Schedules : public Served {
 protected:
  void deploy(const std::string& text) { ASSERT_EQ(ask("POST", "/v1/workflows", text, kYaml).status, 200); }
  [[nodiscard]] std::size_t count() { return ask("GET", "/v1/schedules").json().find("schedules")->size(); }
  [[nodiscard]] bool is_there(const std::string& id) {
    for (int i = 0; i < 3'000; ++i) {
      if (ask("GET", "/v1/instances/" + id).status == 200) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  Outcome baton(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "schedules");
    arguments.insert(arguments.end(), {"--server", "http://" + server_.address()});
    return Process({.arguments = std::move(arguments), .directory = home_.file("")}).wait();
  }
};

TEST_F(Schedules, FollowWhatIsDeployed) {
  EXPECT_EQ(count(), 0U);
  deploy(scheduled("cron: '0 3 * * *'", "1.0.0", "{timezone: Europe/Berlin}"));
  const Answer first = ask("GET", kTick);
  EXPECT_EQ(member(first, "cron"), "0 3 * * *");
  EXPECT_EQ(member(first, "timezone"), "Europe/Berlin");
  EXPECT_EQ(member(first, "overlap"), "skip");
  deploy(scheduled("every: PT1H", "2.0.0"));
  EXPECT_EQ(member(ask("GET", kTick), "every"), "PT1H");
  deploy(scheduled("every: PT2H", "1.5.0"));
  EXPECT_EQ(member(ask("GET", kTick), "every"), "PT1H") << "a lower version replaces nothing";
  ASSERT_EQ(ask("DELETE", "/v1/workflows/shop/tick/2.0.0").status, 204);
  EXPECT_EQ(member(ask("GET", kTick), "every"), "PT2H") << "now it is the newest";
  ASSERT_EQ(ask("DELETE", "/v1/workflows/shop/tick/1.5.0").status, 204);
  ASSERT_EQ(ask("DELETE", "/v1/workflows/shop/tick/1.0.0").status, 204);
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ(ask("GET", kTick).problem(), "not-found");
}

TEST_F(Schedules, AreRefusedWithAZoneThatIsNotThere) {
  const Answer refused =
      ask("POST", "/v1/workflows", scheduled("cron: '@daily'", "1.0.0", "{timezone: Europe/Berlim}"), kYaml);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("'Europe/Berlim' is not a time zone that this system knows"), std::string::npos)
      << refused.body;
}

TEST_F(Schedules, ArePausedResumedAndTriggered) {
  deploy(scheduled("cron: '0 3 * * *'"));
  EXPECT_EQ(member(ask("POST", kTick + "/pause"), "paused"), "true");
  EXPECT_EQ(member(ask("GET", kTick), "next"), "null");
  EXPECT_EQ(member(ask("POST", kTick + "/resume"), "paused"), "false");
  EXPECT_EQ(ask("POST", kTick + "/trigger", R"({"id":"now","input":{"a":1}})").status, 202);
  EXPECT_EQ(ask("POST", kTick + "/trigger", R"({"id":"now","input":{"a":1}})").status, 202);
  EXPECT_TRUE(is_there("now"));
  EXPECT_EQ(member(ask("GET", kTick), "runs"), "1");
  const Answer random = ask("POST", kTick + "/trigger");
  EXPECT_TRUE(is_there(member(random, "lastRun")));
}

TEST_F(Schedules, FillTimesThatWereNotRun) {
  deploy(scheduled("cron: '0 3 * * *'"));
  EXPECT_EQ(ask("POST", kTick + "/backfill", R"({"from":"2026-01-01T00:00:00Z","to":"2026-01-04T00:00:00Z"})").status,
            202);
  for (const char* const day : {"01", "02", "03"})
    EXPECT_TRUE(is_there(std::string("shop.tick:202601") + day + "T030000Z"));
  EXPECT_EQ(ask("POST", kTick + "/backfill", R"({"from":"2026-02-01T00:00:00Z","to":"2026-01-04T00:00:00Z"})").status,
            400);
  EXPECT_EQ(ask("POST", kTick + "/backfill", R"({"from":"yesterday","to":"2026-01-04T00:00:00Z"})").status, 400);
}

TEST_F(Schedules, AreMadeAndDeletedByTheirNames) {
  const std::string body =
      R"({"workflow":{"namespace":"shop","name":"quick"},"name":"nightly","cron":"0 3 * * *","timezone":"Asia/Kolkata","input":{"name":"Ada"}})";
  const Answer made = ask("POST", "/v1/schedules", body);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("location"), "/v1/schedules/schedule.shop.quick.nightly");
  EXPECT_EQ(ask("POST", "/v1/schedules", body).status, 201) << "the same again";
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(ask("DELETE", "/v1/schedules/schedule.shop.quick.nightly").status, 204);
  EXPECT_EQ(count(), 0U);
  deploy(scheduled("every: PT1H"));
  EXPECT_EQ(ask("DELETE", kTick).problem(), "conflict") << "it is the document's";
  for (const char* const bad :
       {R"({"workflow":{"namespace":"shop","name":"quick"},"cron":"@daily"})",
        R"({"workflow":{"namespace":"shop","name":"quick"},"name":"a.b","cron":"@daily"})",
        R"({"workflow":{"namespace":"shop","name":"quick"},"name":"a"})",
        R"({"workflow":{"namespace":"shop","name":"quick"},"name":"a","cron":"@daily","timezone":"Mars/Base"})",
        R"({"workflow":{"namespace":"shop","name":"quick"},"name":"a","cron":"@daily","most":0})",
        R"({"workflow":{"namespace":"shop","name":"quick"},"name":"a","cron":"@daily","other":0})"}) {
    EXPECT_EQ(ask("POST", "/v1/schedules", bad).status, 400) << bad;
  }
  EXPECT_EQ(ask("POST", "/v1/schedules", R"({"workflow":{"namespace":"shop","name":"no"},"name":"a","cron":"@daily"})")
                .status,
            404);
}

TEST_F(Schedules, AreShownAndChangedByTheCommandLine) {
  deploy(scheduled("cron: '0 3 * * *'"));
  const Outcome added =
      baton({"add", "--workflow", "shop/quick", "--name", "often", "--every", "PT1H", "--input", R"({"name":"Ada"})"});
  EXPECT_EQ(added.status, 0) << added.err;
  const Outcome listed = baton({});
  EXPECT_NE(listed.out.find("schedule.shop.tick "), std::string::npos) << listed.out << listed.err;
  EXPECT_NE(listed.out.find("schedule.shop.quick.often  every PT1H"), std::string::npos) << listed.out;
  EXPECT_EQ(baton({"pause", "schedule.shop.tick"}).status, 0);
  EXPECT_NE(baton({"show", "schedule.shop.tick"}).out.find("paused"), std::string::npos);
  EXPECT_EQ(baton({"resume", "schedule.shop.tick"}).status, 0);
  EXPECT_EQ(baton({"trigger", "schedule.shop.quick.often", "--id", "now"}).status, 0);
  EXPECT_TRUE(is_there("now"));
  EXPECT_EQ(baton({"backfill", "schedule.shop.tick", "--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z"})
                .status,
            0);
  EXPECT_EQ(baton({"rm", "schedule.shop.quick.often"}).status, 0);
  EXPECT_EQ(baton({"show", "schedule.shop.quick.often"}).status, 2);
  EXPECT_EQ(baton({"fly"}).status, 2);
  EXPECT_EQ(baton({"pause"}).status, 2);
}

// Where all that was missed is run, the runs are at every tenth of a second, however often the server is killed.
TEST(SchedulesThroughKills, RunEachTimeOnce) {
  const TemporaryDirectory home;
  const std::vector<std::string> options{"--store", "sqlite:baton.db"};
  constexpr std::size_t enough = 60;
  std::set<std::string> runs;
  std::string shown;
  for (int kill = 0; runs.size() < enough; ++kill) {
    ServeProcess server(options, home.file(""));
    ASSERT_TRUE(server.is_listening()) << server.process().said();
    HttpClient client(server.address());
    if (kill == 0) {
      const std::string document = scheduled("every: {milliseconds: 100}", "1.0.0", "{schedule: {missed: all}}");
      ASSERT_EQ(client.ask("POST", "/v1/workflows", document, kYaml).status, 200);
    }
    std::this_thread::sleep_for(200ms + 37ms * (kill % 10));
    const Value page = client.ask("GET", "/v1/instances?workflow=shop/tick&limit=1000").json();
    for (const Value& each : page.find("instances")->items()) runs.insert(std::string(each.find("id")->as_string()));
    ASSERT_LT(kill, 200);
    EXPECT_EQ(server.stop(SIGKILL).status, 128 + SIGKILL);
  }
  std::set<std::int64_t> times;
  for (const std::string& id : runs) {  // "shop.tick:20261127T083000.250Z", "shop.tick:20261127T083000Z"
    const std::string time = id.substr(id.find(':') + 1);
    const std::string iso = time.substr(0, 4) + "-" + time.substr(4, 2) + "-" + time.substr(6, 5) + ":" +
                            time.substr(11, 2) + ":" + time.substr(13);
    const auto due = detail::read_instant(iso, {.numerator = 1, .denominator = 1'000});
    ASSERT_TRUE(due) << id;
    times.insert(*due);
  }
  std::optional<std::int64_t> before;
  for (const std::int64_t due : times) {
    if (before) {
      EXPECT_EQ(due - *before, 100) << due;
    }
    before = due;
  }
}

}  // namespace
}  // namespace baton::testing
