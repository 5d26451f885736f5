// The program `baton serve`: its configuration, its end, and what is left after a kill.
#include "server/served.hpp"

#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

namespace baton::testing {
namespace {

class Serve : public ::testing::Test {
 protected:
  [[nodiscard]] Outcome baton(std::vector<std::string> arguments) const {
    return Process({.arguments = std::move(arguments), .directory = home_.file("")}).wait();
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(home_.file(name)) << text; }

  TemporaryDirectory home_;
};

TEST_F(Serve, RefusesAnAddressThatOthersReachWithoutKeys) {
  const Outcome refused = baton({"serve", "--store", "memory:", "--listen", "0.0.0.0:0"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("--insecure"), std::string::npos) << refused.err;
  ServeProcess open({"--store", "memory:", "--listen", "0.0.0.0:0", "--insecure"}, home_.file(""));
  ASSERT_TRUE(open.is_listening()) << open.process().said();
  EXPECT_EQ(HttpClient(open.address()).ask("GET", "/healthz", "", {{"Host", "127.0.0.1"}}).status, 200);
  EXPECT_EQ(open.stop().status, 0);
}

TEST_F(Serve, RefusesWhatItCannotUse) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--listen", "nowhere"},
                                                  {"--listen", "example.com:1"},
                                                  {"--listen", "127.0.0.1:99999"},
                                                  {"--keys", "nothing.keys"},
                                                  {"--config", "nothing.yaml"},
                                                  {"--admin-key-file", "nothing"}}) {
    std::vector<std::string> arguments{"serve", "--store", "memory:"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome refused = baton(arguments);
    EXPECT_EQ(refused.status, 2) << options[1] << refused.err;
    EXPECT_NE(refused.err.find(options[1]), std::string::npos) << refused.err;
  }
}

TEST_F(Serve, TakesItsConfigurationFromFlagsThenTheEnvironmentThenAFile) {
  write("baton.yaml", "store: 'sqlite:file.db'\nallowedHosts: [one.example]\nlogLevel: info\ndrain: 1\n");
  {
    ServeProcess server({"--config", "baton.yaml"}, home_.file(""));
    ASSERT_TRUE(server.is_listening()) << server.process().said();
    EXPECT_EQ(HttpClient(server.address()).ask("GET", "/healthz", "", {{"Host", "one.example:80"}}).status, 200);
    const Outcome ended = server.stop();
    EXPECT_TRUE(std::filesystem::exists(home_.file("file.db")));
    EXPECT_NE(ended.err.find("a request was answered"), std::string::npos) << ended.err;
  }
  {
    ServeProcess server(
        {"--allowed-host", "three.example"}, home_.file(""),
        {"BATON_CONFIG=baton.yaml", "BATON_STORE=sqlite:environment.db", "BATON_ALLOWED_HOSTS=two.example"});
    ASSERT_TRUE(server.is_listening()) << server.process().said();
    EXPECT_TRUE(std::filesystem::exists(home_.file("environment.db")));
    const auto status = [&](const std::string& host) {
      return HttpClient(server.address()).ask("GET", "/healthz", "", {{"Host", host}}).status;
    };
    EXPECT_EQ(status("three.example"), 200);
    EXPECT_EQ(status("two.example"), 421);
    EXPECT_EQ(status("one.example"), 421);
  }
  write("bad.yaml", "stoer: x\n");
  const Outcome refused = baton({"serve", "--config", "bad.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("there is no member 'stoer'"), std::string::npos) << refused.err;
}

TEST_F(Serve, AnswersWhatHasComeBeforeItEnds) {
  ServeProcess server({"--store", "sqlite:s.db"}, home_.file(""));
  ASSERT_TRUE(server.is_listening());
  ASSERT_EQ(HttpClient(server.address()).ask("POST", "/v1/workflows", kLong, kYaml).status, 200);
  HttpClient waiting(server.address());
  const std::string body = start_body("long", "x");
  waiting.send(
      "POST /v1/instances?wait=60 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  while (HttpClient(server.address()).ask("GET", "/v1/instances/x").status != 200) {
  }
  EXPECT_EQ(server.stop(SIGINT).status, 0);
  const Answer answer = waiting.read_answer();
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.header("connection"), "close");
  const Outcome shown = baton({"show", "x", "--store", "sqlite:s.db", "--json"});
  EXPECT_NE(shown.out.find(R"("status":"waiting")"), std::string::npos) << shown.out;
}

TEST_F(Serve, RefusesWhatIsTooMuchAndRecovers) {
  ServeProcess server({"--store", "memory:", "--max-requests", "1", "--max-connections", "3"}, home_.file(""));
  ASSERT_TRUE(server.is_listening());
  HttpClient control(server.address());
  ASSERT_EQ(control.ask("POST", "/v1/workflows", kLong, kYaml).status, 200);
  ASSERT_EQ(control.ask("POST", "/v1/instances", start_body("long", "x")).status, 202);
  HttpClient waiting(server.address());
  Answer answer;
  while (true) {  // one of the two is refused: until it is not the one that waits
    waiting.send("GET /v1/instances/x?wait=3 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    answer = control.ask("GET", "/v1/instances/x");
    if (answer.status == 503) break;
    static_cast<void>(waiting.read_answer());
  }
  EXPECT_EQ(answer.problem(), "overloaded");
  EXPECT_EQ(answer.header("retry-after"), "1");
  {
    HttpClient third(server.address());
    EXPECT_EQ(third.ask("GET", "/healthz").status, 200) << "it is alive all the same";
    HttpClient fourth(server.address());
    const Answer full = fourth.read_answer();
    EXPECT_EQ(full.status, 503) << "a connection is one too many";
    EXPECT_EQ(full.header("retry-after"), "1");
  }
  EXPECT_EQ(waiting.read_answer().status, 202);
  EXPECT_EQ(control.ask("GET", "/v1/instances/x").status, 200);
}

TEST_F(Serve, NeedsNoDescriptorsThatItDoesNotHave) {
  const std::vector<Process::Limit> limits{{.resource = RLIMIT_NOFILE, .most = 40}};
  ServeProcess server({"--store", "memory:"}, home_.file(""), {}, limits);
  ASSERT_TRUE(server.is_listening());
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 60; ++i) clients.push_back(std::make_unique<HttpClient>(server.address()));
  for (auto& each : clients) {
    EXPECT_EQ(each->ask("GET", "/healthz").status, 200);
    each.reset();
  }
}

// Clients that start and wait, and try again under the same id when a connection breaks; the server is killed in between. Every accepted
// start ends, once.
TEST_F(Serve, KeepsEveryAcceptedStartOverKills) {
  constexpr int kills = 5;
  constexpr std::size_t clients = 4;
  const std::vector<std::string> options{"--store", "sqlite:s.db"};
  auto server = std::make_unique<ServeProcess>(options, home_.file(""));
  ASSERT_TRUE(server->is_listening());
  ASSERT_EQ(HttpClient(server->address()).ask("POST", "/v1/workflows", kQuick, kYaml).status, 200);

  std::mutex mutex;
  std::string address = server->address();
  std::set<std::string> accepted;
  std::atomic<std::size_t> count = 0;
  std::atomic<bool> is_over = false;
  const auto load = [&](std::size_t client) {
    for (int i = 0; !is_over; ++i) {
      const std::string id = "c" + std::to_string(client) + "-" + std::to_string(i);
      for (bool is_done = false; !is_done;) {
        std::string to;
        {
          const std::lock_guard lock(mutex);
          to = address;
        }
        try {
          const Answer answer = HttpClient(to).ask("POST", "/v1/instances?wait=30", start_body("quick", id));
          is_done = answer.status == 200 || answer.status == 202;
          EXPECT_TRUE(is_done || answer.status == 0 || answer.status == 503) << answer.status << answer.body;
        } catch (const std::runtime_error&) {
          if (is_over) return;
          std::this_thread::yield();
        }
        if (!is_done && is_over) return;
      }
      const std::lock_guard lock(mutex);
      accepted.insert(id);
      ++count;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < clients; ++i) threads.emplace_back(load, i);
  for (int i = 0; i < kills; ++i) {
    const std::size_t enough = count + 50;
    while (count < enough) std::this_thread::yield();
    EXPECT_EQ(server->stop(SIGKILL).status, 128 + SIGKILL);
    server = std::make_unique<ServeProcess>(options, home_.file(""));
    ASSERT_TRUE(server->is_listening()) << server->process().said();
    const std::lock_guard lock(mutex);
    address = server->address();
  }
  is_over = true;
  for (std::thread& each : threads) each.join();

  HttpClient client(server->address());
  for (const std::string& id : accepted) {
    const Answer answer = client.ask("GET", "/v1/instances/" + id + "/history");
    ASSERT_EQ(answer.status, 200) << id;
    std::size_t ends = 0;
    for (std::size_t at = 0; (at = answer.body.find("workflow.completed", at)) != std::string::npos; ++at) ++ends;
    EXPECT_EQ(ends, 1u) << id << answer.body;
  }
  EXPECT_GE(accepted.size(), 50u * kills);
}

}  // namespace
}  // namespace baton::testing
