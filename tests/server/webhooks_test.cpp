// Webhooks of the running server: over HTTP, by the command line, and through kills, with a real receiver.
#include "adapters/http/loopback_server.hpp"
#include "server/served.hpp"
#include "webhooks/signature.hpp"

#include <baton/json.hpp>
#include <baton/time.hpp>

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

namespace baton::testing {
namespace {

using namespace std::chrono_literals;
using http::LoopbackServer;
using http::Reply;
using http::ServedRequest;

const std::string kKey = "a key of the test alone";

Reply status_reply(int status, const std::string& headers = "") {
  return http::reply(std::to_string(status) + " X", headers, "");
}

// What a receiver does with a message before it believes it.
bool is_signed(const ServedRequest& request, const std::string& key) {
  const std::string body =
      request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body;
  const std::string right = "v1," + webhooks::base64_of(webhooks::hmac_sha256(key, body));
  return (" " + request.header("webhook-signature") + " ").contains(" " + right + " ");
}

std::string event_id(const ServedRequest& request) {
  return parse_json(request.body).value().get<std::string>("id").value();
}

std::string event_text(int number, const std::string& type = "paid") {
  return R"({"specversion":"1.0","id":"e-)" + std::to_string(number) + R"(","source":"/test","type":")" + type +
         R"(","data":{"number":)" + std::to_string(number) + "}}";
}

class Webhooks : public ::testing::Test {
 protected:
  Webhooks() {
    std::ofstream(home_.file("secrets.json")) << R"({"hook": ")" + kKey + R"(", "next": "another key"})";
    begin();
  }
  void begin() {
    server_ = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "sqlite:baton.db", "--secrets",
                                                                      "secrets.json", "--allow-calls-to", "localhost"},
                                             home_.file(""));
    ASSERT_TRUE(server_->is_listening()) << server_->process().said();
  }
  Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
             const HttpClient::Headers& headers = {}) {
    return HttpClient(server_->address()).ask(method, target, body, headers);
  }
  void make(const std::string& url, const std::string& more = "") {
    const Answer made = ask("POST", "/v1/webhooks", R"({"name":"hook","url":")" + url + "\"" + more + "}");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.header("location"), "/v1/webhooks/hook");
  }
  void publish(int number, const std::string& type = "paid") {
    ASSERT_EQ(ask("POST", "/v1/events", event_text(number, type), kCloudEvent).status, 200);
  }
  static std::string member(const Answer& answer, std::string_view name) {
    const Value value = answer.json();
    const Value* const found = value.find(name);
    return found == nullptr ? "missing" : found->is_string() ? std::string(found->as_string()) : to_json(*found);
  }
  // Of the webhook, once it is that; else what it is.
  std::string becomes(std::string_view name, const std::string& wanted) {
    std::string last;
    for (int i = 0; i < 3'000 && last != wanted; ++i) {
      last = member(ask("GET", "/v1/webhooks/hook"), name);
      if (last != wanted) std::this_thread::sleep_for(10ms);
    }
    return last;
  }
  // A letter is there soon after its event was given up.
  std::vector<Value> letters_once_there_are(std::size_t count) {
    std::vector<Value> letters;
    for (int i = 0; i < 3'000; ++i) {
      const Value page = ask("GET", "/v1/webhooks/hook/dead-letters").json();
      letters.assign(page.find("deadLetters")->items().begin(), page.find("deadLetters")->items().end());
      if (letters.size() == count) break;
      std::this_thread::sleep_for(10ms);
    }
    return letters;
  }
  Outcome baton(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "webhooks");
    arguments.insert(arguments.end(), {"--server", "http://" + server_->address()});
    return Process({.arguments = std::move(arguments), .directory = home_.file("")}).wait();
  }

  const HttpClient::Headers kCloudEvent{{"Content-Type", "application/cloudevents+json"}};
  TemporaryDirectory home_;
  std::unique_ptr<ServeProcess> server_;
};

TEST_F(Webhooks, DeliverSignedEventsOfTheLog) {
  LoopbackServer receiver([](const ServedRequest&) { return status_reply(204); });
  make(receiver.url("/hook"), R"(,"secrets":["hook","next"],"type":"paid")");
  publish(1, "other");
  publish(2);
  receiver.await_requests(1);
  const ServedRequest request = receiver.requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/hook");
  EXPECT_EQ(event_id(request), "e-2");
  EXPECT_EQ(request.header("content-type"), "application/cloudevents+json; charset=utf-8");
  EXPECT_TRUE(is_signed(request, kKey));
  EXPECT_TRUE(is_signed(request, "another key"));
  EXPECT_FALSE(is_signed(request, "a wrong key"));
  EXPECT_EQ(becomes("position", "2"), "2");
  EXPECT_EQ(member(ask("GET", "/v1/webhooks/hook"), "delivered"), "1");
}

TEST_F(Webhooks, DeliverLifecycleEvents) {
  LoopbackServer receiver([](const ServedRequest&) { return status_reply(200); });
  server_->stop();
  server_ = std::make_unique<ServeProcess>(
      std::vector<std::string>{"--store", "sqlite:baton.db", "--lifecycle-events", "--allow-calls-to", "localhost"},
      home_.file(""));
  make(receiver.url("/"), R"(,"type":"io.serverlessworkflow.workflow.completed.v1")");
  ASSERT_EQ(ask("POST", "/v1/workflows", kQuick, kYaml).status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances?wait=30", start_body("quick", "one")).status, 200);
  receiver.await_requests(1);
  EXPECT_EQ(parse_json(receiver.requests().front().body).value().get<std::string>("subject").value(), "one");
}

TEST_F(Webhooks, NeverShowTheirSecrets) {
  LoopbackServer receiver([](const ServedRequest& request) {
    // It echoes what it must not have: the server may not show that either.
    return http::reply("500 X", "Content-Type: text/plain\r\n", kKey + request.header("webhook-signature"));
  });
  make(receiver.url("/"), R"(,"secrets":["hook"],"attempts":1)");
  publish(1);
  EXPECT_EQ(becomes("deadLetters", "1"), "1");
  std::string shown = ask("GET", "/v1/webhooks").body + ask("GET", "/v1/webhooks/hook/dead-letters").body +
                      ask("GET", "/v1/instances/webhook.hook").body +
                      ask("GET", "/v1/instances/webhook.hook/history").body + server_->process().said();
  EXPECT_EQ(shown.find(kKey), std::string::npos);
  EXPECT_NE(shown.find("\"hook\""), std::string::npos);
  server_->stop();
  std::ifstream store(home_.file("baton.db"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(store)), std::istreambuf_iterator<char>());
  EXPECT_EQ(bytes.find(kKey), std::string::npos);
}

TEST_F(Webhooks, KeepDeadLettersAndSendThemAgain) {
  std::atomic<int> status = 500;
  LoopbackServer receiver([&](const ServedRequest&) { return status_reply(status); });
  make(receiver.url("/"), R"(,"attempts":1)");
  publish(1);
  publish(2);
  const std::vector<Value> letters = letters_once_there_are(2);
  ASSERT_EQ(letters.size(), 2U);
  const auto second = std::ranges::find(
      letters, "e-2", [](const Value& each) { return each.find("event")->get<std::string>("id").value(); });
  ASSERT_NE(second, letters.end());
  const std::string letter = "/v1/webhooks/hook/dead-letters/" + second->get<std::string>("id").value();
  EXPECT_EQ(ask("DELETE", letter).status, 204);
  EXPECT_EQ(ask("DELETE", letter).problem(), "not-found");
  status = 200;
  const Answer again = ask("POST", "/v1/webhooks/hook/redeliver");
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(member(again, "deadLetters"), "1");
  receiver.await_requests(3);
  EXPECT_EQ(event_id(receiver.requests().back()), "e-1");
  EXPECT_TRUE(letters_once_there_are(0).empty());
}

TEST_F(Webhooks, StopAtA410AndContinueWhenTheyAreResumed) {
  std::atomic<int> status = 410;
  LoopbackServer receiver([&](const ServedRequest&) { return status_reply(status); });
  make(receiver.url("/"));
  publish(1);
  receiver.await_requests(1);
  for (int i = 0; i < 3'000 && member(ask("GET", "/v1/webhooks/hook"), "stopped") == "null"; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_NE(member(ask("GET", "/v1/webhooks/hook"), "stopped").find("410"), std::string::npos);
  status = 200;
  EXPECT_EQ(member(ask("POST", "/v1/webhooks/hook/resume"), "stopped"), "null");
  receiver.await_requests(2);
  EXPECT_EQ(becomes("delivered", "1"), "1");
}

TEST_F(Webhooks, WaitAsLongAsTheReceiverAsks) {
  LoopbackServer receiver([&](const ServedRequest&) { return status_reply(429, "Retry-After: 3600\r\n"); });
  make(receiver.url("/"));
  publish(1);
  EXPECT_EQ(becomes("failedAttempts", "1"), "1");
  const Timestamp now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const std::string next = member(ask("GET", "/v1/webhooks/hook"), "nextAttempt");
  const auto at = from_value<Timestamp>(Value::string(next));
  ASSERT_TRUE(at) << next;
  EXPECT_GT(*at, now + 50min);
}

TEST_F(Webhooks, ArePausedResumedTestedAndDeleted) {
  LoopbackServer receiver([](const ServedRequest&) { return status_reply(200); });
  make(receiver.url("/"));
  EXPECT_EQ(member(ask("POST", "/v1/webhooks/hook/pause"), "paused"), "true");
  publish(1);
  EXPECT_EQ(ask("POST", "/v1/webhooks/hook/test").status, 202);
  EXPECT_EQ(becomes("lastTest", "delivered"), "delivered");
  ASSERT_EQ(receiver.requests().size(), 1U) << "a test is sent, also while it is paused";
  EXPECT_EQ(parse_json(receiver.requests().front().body).value().get<std::string>("type").value(),
            "baton.webhook.test");
  EXPECT_EQ(member(ask("POST", "/v1/webhooks/hook/resume"), "paused"), "false");
  receiver.await_requests(2);
  EXPECT_EQ(event_id(receiver.requests().back()), "e-1");
  EXPECT_EQ(ask("DELETE", "/v1/webhooks/hook").status, 204);
  EXPECT_EQ(ask("GET", "/v1/webhooks/hook").problem(), "not-found");
  EXPECT_EQ(ask("GET", "/v1/webhooks").json().find("webhooks")->size(), 0U);
  make(receiver.url("/"));
  EXPECT_EQ(member(ask("GET", "/v1/webhooks/hook"), "delivered"), "0") << "it is a new one";
}

TEST_F(Webhooks, AreRefusedWithWhatIsNone) {
  for (const char* const bad :
       {R"({"url":"http://127.0.0.1/"})", R"({"name":"a.b","url":"http://127.0.0.1/"})", R"({"name":"a","url":"here"})",
        R"({"name":"a","url":"http://user:password@127.0.0.1/"})",
        R"({"name":"a","url":"http://127.0.0.1/","attempts":0})",
        R"({"name":"a","url":"http://127.0.0.1/","secrets":["no"]})",
        R"({"name":"a","url":"http://127.0.0.1/","secrets":"hook"})",
        R"({"name":"a","url":"http://127.0.0.1/","from":0})", R"({"name":"a","url":"http://127.0.0.1/","other":1})"}) {
    const Answer refused = ask("POST", "/v1/webhooks", bad);
    EXPECT_EQ(refused.status, 400) << bad << refused.body;
  }
  for (const char* const route : {"", "/dead-letters"}) {
    EXPECT_EQ(ask("GET", std::string("/v1/webhooks/no") + route).problem(), "not-found");
  }
}

TEST_F(Webhooks, AreShownAndChangedByTheCommandLine) {
  LoopbackServer receiver([](const ServedRequest&) { return status_reply(500); });
  EXPECT_NE(baton({}).err.find("no webhooks"), std::string::npos);
  const Outcome added = baton({"add", "hook", "--url", receiver.url("/"), "--secret", "hook", "--type", "paid",
                               "--attempts", "1", "--from", "1"});
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_NE(baton({"ls"}).out.find("active"), std::string::npos);
  publish(1);
  const std::vector<Value> letters = letters_once_there_are(1);
  ASSERT_EQ(letters.size(), 1U);
  const Outcome dead = baton({"dead", "hook"});
  EXPECT_NE(dead.out.find("paid"), std::string::npos) << dead.out << dead.err;
  EXPECT_EQ(baton({"redeliver", "hook"}).status, 0);
  const std::string letter = letters.front().get<std::string>("id").value();
  EXPECT_EQ(baton({"redeliver", "hook", "--letter", letter}).status, 0);
  EXPECT_EQ(baton({"discard", "hook", "--letter", letter}).status, 0);
  EXPECT_EQ(baton({"pause", "hook"}).status, 0);
  EXPECT_NE(baton({"show", "hook"}).out.find("paused"), std::string::npos);
  EXPECT_EQ(baton({"resume", "hook"}).status, 0);
  EXPECT_EQ(baton({"test", "hook"}).status, 0);
  EXPECT_EQ(baton({"rm", "hook"}).status, 0);
  EXPECT_EQ(baton({"show", "hook"}).status, 2);
  EXPECT_EQ(baton({"fly"}).status, 2);
  EXPECT_EQ(baton({"pause"}).status, 2);
  EXPECT_EQ(baton({"discard", "hook"}).status, 2);
}

// The receiver fails and is slow now and then, while the server is killed: each event that was accepted comes, none before one that was accepted earlier, and
// what was given up is a dead letter.
TEST_F(Webhooks, LoseNothingThroughKills) {
  std::mutex mutex;
  std::vector<std::string> taken;
  std::uint64_t count = 0;
  LoopbackServer receiver([&](const ServedRequest& request) {
    const std::lock_guard lock(mutex);
    ++count;
    if (!is_signed(request, kKey)) return status_reply(400);
    if (count % 7 == 0) return Reply{.bytes = "", .then = Reply::Then::Reset};
    taken.push_back(event_id(request));
    return status_reply(200);
  });
  make(receiver.url("/"), R"(,"secrets":["hook"])");
  std::vector<std::string> accepted;
  constexpr int kills = 12;
  int number = 0;
  for (int kill = 0; kill < kills; ++kill) {
    std::jthread killer([this, kill] {
      std::this_thread::sleep_for(30ms + 23ms * (kill % 5));
      server_->process().signal(SIGKILL);
    });
    for (int i = 0; i < 1'000; ++i) {
      HttpClient client(server_->address());
      const Answer answer = client.ask("POST", "/v1/events", event_text(++number), kCloudEvent);
      if (answer.status != 200) break;
      accepted.push_back("e-" + std::to_string(number));
    }
    killer.join();
    EXPECT_EQ(server_->process().wait().status, 128 + SIGKILL);
    begin();
    if (kill % 3 == 0) ask("POST", "/v1/webhooks/hook/resume");  // it does not wait for its next attempt
  }
  const auto all_are_there = [&] {
    const std::lock_guard lock(mutex);
    const std::set<std::string> come(taken.begin(), taken.end());
    return std::ranges::all_of(accepted, [&](const std::string& each) { return come.contains(each); });
  };
  for (int i = 0; i < 600 && !all_are_there(); ++i) {
    ask("POST", "/v1/webhooks/hook/resume");
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_TRUE(all_are_there());
  EXPECT_GT(accepted.size(), 20U);
  const std::lock_guard lock(mutex);
  std::set<std::string> before;
  int last = 0;
  for (const std::string& each : taken) {
    if (!before.insert(each).second) continue;  // it comes once more
    const int now = std::stoi(each.substr(2));
    EXPECT_GT(now, last) << each;
    last = now;
  }
}

}  // namespace
}  // namespace baton::testing
