// Requests with an Idempotency-Key, over the death of the server too.
#include "server/idempotency.hpp"
#include "server/limits.hpp"
#include "server/served.hpp"

namespace baton::testing {
namespace {

const std::string kFlaky =
    document("flaky", "- broken: {raise: {error: {type: https://example.com/x, status: 418}}}\n");

HttpClient::Headers with(const std::string& key) {
  return {{"Idempotency-Key", key}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

class Idempotency : public Served {
 protected:
  static std::string start_of(const std::string& name, const std::string& input = "null") {
    return R"({"workflow":{"namespace":"shop","name":")" + name + R"("},"input":)" + input + "}";
  }
};

TEST_F(Idempotency, AStartUnderAKeyIsOneStart) {
  const Answer first = ask("POST", "/v1/instances", start_of("long"), with("a"));
  ASSERT_EQ(first.status, 202) << first.body;
  const Answer again = ask("POST", "/v1/instances", start_of("long"), with("a"));
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("location"), first.header("location"));
  EXPECT_NE(again.header("x-request-id"), first.header("x-request-id"));
  const Answer other = ask("POST", "/v1/instances", start_of("long", "1"), with("a"));
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.problem(), "idempotency-key-reused");
  EXPECT_EQ(ask("POST", "/v1/instances:suspend", R"({"dryRun":true})", with("a")).problem(), "idempotency-key-reused");
  EXPECT_NE(ask("POST", "/v1/instances", start_of("long"), with("b")).body, first.body);
  EXPECT_EQ(ask("GET", "/v1/instances").json().find("instances")->size(), 2u);
}

TEST_F(Idempotency, AChangeGetsItsFirstAnswerAgain) {
  ASSERT_EQ(start("long", "x").status, 202);
  const Answer suspended = ask("POST", "/v1/instances/x/suspend", "", with("a"));
  ASSERT_EQ(suspended.status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances/x/resume", "", with("b")).status, 200);
  const Answer again = ask("POST", "/v1/instances/x/suspend", "", with("a"));
  EXPECT_EQ(again.body, suspended.body) << "it was suspended then";
  EXPECT_EQ(member(ask("GET", "/v1/instances/x"), "status"), "waiting");
  EXPECT_EQ(ask("POST", "/v1/instances/x/retry", "", with("c")).status, 409);
  EXPECT_EQ(ask("POST", "/v1/instances/x/retry", "", with("c")).status, 409);
  EXPECT_EQ(ask("POST", "/v1/instances/x/cancel", "", with("c")).status, 422);
  const std::string history = ask("GET", "/v1/instances/x/history").body;
  EXPECT_EQ(count(history, "workflow.suspended"), 1u) << history;
  EXPECT_NE(history.find("idempotency-key="), std::string::npos) << history;
}

TEST_F(Idempotency, AKeyIsALineOfVisibleCharacters) {
  EXPECT_EQ(ask("POST", "/v1/instances", start_of("long"), with("")).status, 400);
  EXPECT_EQ(ask("POST", "/v1/instances", start_of("long"), with("a b")).status, 400);
  EXPECT_EQ(ask("POST", "/v1/instances", start_of("long"), with(std::string(256, 'a'))).status, 400);
  EXPECT_EQ(ask("POST", "/v1/instances", start_of("long"), with("\"" + std::string(253, 'a') + "\"")).status, 202);
  EXPECT_EQ(ask("GET", "/v1/instances", "", with("a b")).status, 200) << "it means nothing there";
}

TEST_F(Idempotency, AnEventWithoutAnIdIsSentOnce) {
  const std::string listener = document(
      "listener",
      "- hear: {listen: {to: {one: {with: {type: paid}}}}}\n- again: {listen: {to: {one: {with: {type: paid}}}}}\n");
  ASSERT_EQ(ask("POST", "/v1/workflows", listener, kYaml).status, 200);
  ASSERT_EQ(start("listener", "x").status, 202);
  const std::string event = R"({"event":{"specversion":"1.0","type":"paid","source":"/bank"}})";
  const Answer sent = ask("POST", "/v1/instances/x/send", event, with("a"));
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(ask("POST", "/v1/instances/x/send", event, with("a")).body, sent.body);
  EXPECT_EQ(member(ask("GET", "/v1/instances/x"), "status"), "waiting");
  EXPECT_EQ(ask("POST", "/v1/instances/x/send", event, with("b")).status, 200);
  EXPECT_EQ(member(ask("GET", "/v1/instances/x?wait=30"), "status"), "completed");
}

TEST(KeyedAnswers, AreKeptForADayAndWithinALimit) {
  const server::KeyedAnswers::Clock::time_point start;
  const auto key = [](int number) { return server::IdempotencyKey{.token = std::to_string(number), .print = "p"}; };
  server::KeyedAnswers answers;
  EXPECT_FALSE(answers.begin(key(1), start));
  EXPECT_EQ(answers.begin(key(1), start)->status, 409) << "it is in progress";
  answers.end(key(1), {.status = 503}, start);
  EXPECT_FALSE(answers.begin(key(1), start)) << "it is to be sent again";
  answers.end(key(1), {.status = 404}, start);
  EXPECT_EQ(answers.begin(key(1), start + server::kIdempotencyTime - std::chrono::seconds{1})->status, 404);
  EXPECT_FALSE(answers.begin(key(1), start + server::kIdempotencyTime));
  answers.end(key(1), {.status = 200}, start);
  for (int i = 2; i < 5; ++i) {
    EXPECT_FALSE(answers.begin(key(i), start));
    answers.end(key(i), {.status = 200, .body = std::string(server::kMaxKeyedAnswerBytes / 2, 'x')}, start);
  }
  EXPECT_FALSE(answers.begin(key(2), start)) << "there are too many bytes: the oldest are forgotten";
  EXPECT_EQ(answers.begin(key(4), start)->status, 200);
}

TEST_F(Idempotency, ARunOfAScheduleIsTriggeredOnce) {
  const std::string hourly =
      "document: {dsl: '1.0.3', namespace: shop, name: hourly, version: '1.0.0'}\nschedule: {every: {hours: "
      "1}}\ndo:\n- a: {set: {a: 1}}\n";
  ASSERT_EQ(ask("POST", "/v1/workflows", hourly, kYaml).status, 200);
  while (ask("GET", "/v1/schedules/schedule.shop.hourly").status != 200) {
  }
  const Answer first = ask("POST", "/v1/schedules/schedule.shop.hourly/trigger", "", with("a"));
  ASSERT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(ask("POST", "/v1/schedules/schedule.shop.hourly/trigger", "", with("a")).body, first.body);
  EXPECT_EQ(ask("POST", "/v1/schedules/schedule.shop.hourly/pause", "", with("b")).status, 200);
  EXPECT_EQ(ask("POST", "/v1/schedules/schedule.shop.hourly/resume", "", with("b")).status, 422);
}

// The server is killed when everything is done: the answers are gone, and what was done is not done again.
TEST(IdempotencyOverADeath, NothingIsDoneTwice) {
  const TemporaryDirectory home;
  const std::vector<std::string> options{"--store", "sqlite:s.db"};
  auto server = std::make_unique<ServeProcess>(options, home.file(""));
  ASSERT_TRUE(server->is_listening()) << server->process().said();
  const auto ask = [&](std::string_view target, std::string_view body = {}, const HttpClient::Headers& headers = {}) {
    return HttpClient(server->address()).ask("POST", target, body, headers);
  };
  const auto get = [&](std::string_view target) { return HttpClient(server->address()).ask("GET", target); };
  const auto restart = [&] {
    server->stop(SIGKILL);
    server = std::make_unique<ServeProcess>(options, home.file(""));
    ASSERT_TRUE(server->is_listening()) << server->process().said();
  };
  ASSERT_EQ(ask("/v1/workflows", kFlaky, kYaml).status, 200);
  const std::string start = R"({"workflow":{"namespace":"shop","name":"flaky"}})";
  const Answer started = ask("/v1/instances?wait=30", start, with("start"));
  ASSERT_EQ(started.status, 200) << started.body;
  const std::string path = started.header("location");
  ASSERT_EQ(ask(path + "/retry", "", with("retry")).status, 200);
  ASSERT_EQ(get(path + "?wait=30").status, 200);  // it has failed again
  restart();
  const Answer again = ask("/v1/instances?wait=30", start, with("start"));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.header("location"), path);
  EXPECT_EQ(ask("/v1/instances", R"({"workflow":{"namespace":"shop","name":"flaky"},"input":1})", with("start")).status,
            422);
  restart();
  EXPECT_EQ(
      ask("/v1/instances", R"({"workflow":{"namespace":"shop","name":"flaky"},"input":1})", with("start")).problem(),
      "idempotency-key-reused");
  const Answer retried = ask(path + "/retry", "", with("retry"));
  EXPECT_EQ(retried.status, 200) << retried.body;
  EXPECT_EQ(count(get(path + "/history").body, "workflow.retried"), 1u);
  EXPECT_EQ(ask(path + "/cancel", "", with("retry")).problem(), "idempotency-key-reused");
  EXPECT_EQ(ask(path + "/retry", "", with("another")).status, 200);
  ASSERT_EQ(get(path + "?wait=30").status, 200);
  EXPECT_EQ(count(get(path + "/history").body, "workflow.retried"), 2u);
  EXPECT_EQ(get("/v1/instances").json().find("instances")->size(), 1u);
}

// Clients under keys of their own, and a server that is killed meanwhile: whoever got no answer asks again under the same key. Each key is one
// instance, retried once.
TEST(IdempotencyOverADeath, EachKeyHasOneEffectWheneverTheServerDies) {
  constexpr int keys = 40;
  const TemporaryDirectory home;
  const std::vector<std::string> options{"--store", "sqlite:s.db"};
  auto server = std::make_unique<ServeProcess>(options, home.file(""));
  ASSERT_TRUE(server->is_listening());
  ASSERT_EQ(HttpClient(server->address()).ask("POST", "/v1/workflows", kFlaky, kYaml).status, 200);
  int sent = 0;
  // Each third request is cut short: the server is killed while it answers.
  const auto ask = [&](const std::string& target, const std::string& body, const std::string& key) {
    while (true) {
      HttpClient client(server->address());
      std::string request = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: " + key + "\r\n";
      if (!body.empty()) request += "Content-Type: application/json\r\n";
      client.send(request + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
      if (++sent % 3 == 0) {
        server->stop(SIGKILL);
        server = std::make_unique<ServeProcess>(options, home.file(""));
        EXPECT_TRUE(server->is_listening()) << server->process().said();
        continue;
      }
      Answer answer = client.read_answer();
      if (answer.status != 0 && answer.status != 503) return answer;
    }
  };
  for (int i = 0; i < keys; ++i) {
    const std::string key = std::to_string(i);
    const Answer started =
        ask("/v1/instances?wait=30", R"({"workflow":{"namespace":"shop","name":"flaky"}})", "s" + key);
    ASSERT_EQ(started.status, 200) << started.body;
    const std::string path = started.header("location");
    EXPECT_EQ(ask(path + "/retry", "", "r" + key).status, 200);
    EXPECT_EQ(HttpClient(server->address()).ask("GET", path + "?wait=30").status, 200);
    const std::string history = HttpClient(server->address()).ask("GET", path + "/history").body;
    EXPECT_EQ(count(history, "workflow.started"), 1u) << history;
    EXPECT_EQ(count(history, "workflow.retried"), 1u) << history;
  }
  EXPECT_EQ(HttpClient(server->address()).ask("GET", "/v1/instances?limit=1000").json().find("instances")->size(),
            std::size_t{keys});
}

}  // namespace
}  // namespace baton::testing
