// CloudEvents over HTTP: in, by all modes of the binding; and out, in pages and as Server-Sent Events.
#include "server/served.hpp"

#include "server/limits.hpp"

#include <baton/engine.hpp>
#include <baton/server.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace baton::testing {
namespace {

const HttpClient::Headers kStructured{{"Content-Type", "application/cloudevents+json; charset=UTF-8"}};
const HttpClient::Headers kBatch{{"Content-Type", "application/cloudevents-batch+json"}};

std::string event_text(const std::string& id, const std::string& more = "", const std::string& type = "order.paid") {
  return R"({"specversion":"1.0","source":"/shop","type":")" + type + R"(","id":")" + id + "\"" + more + "}";
}

std::string field(const std::string& event, const std::string& name) {
  const std::size_t at = ("\n" + event).find("\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 2;
  return event.substr(begin, event.find('\n', begin) - begin);
}

class EventsOverHttp : public Served {
 protected:
  Answer post(const std::string& body, const HttpClient::Headers& headers = kStructured) {
    return ask("POST", "/v1/events", body, headers);
  }
  // The events of the log, without their times.
  std::vector<Value> logged(const std::string& query = "") {
    std::vector<Value> events;
    const Value page = ask("GET", "/v1/events" + query).json();
    for (const Value& each : page.find("events")->items()) events.push_back(without_time(*each.find("event")));
    return events;
  }
  static Value without_time(const Value& event) {
    std::vector<Member> members;
    for (const Member& each : event.members()) {
      if (each.name() != "time") members.push_back(each);
    }
    return Value::object(std::move(members));
  }
  static Value json(const std::string& text) { return parse_json(text).value(); }
  Answer follow(HttpClient& client, const std::string& query = "", const std::string& last = "") {
    HttpClient::Headers headers{{"Accept", "text/event-stream"}};
    if (!last.empty()) headers.emplace_back("Last-Event-ID", last);
    return client.ask("GET", "/v1/events" + query, "", headers);
  }
};

TEST_F(EventsOverHttp, AreTakenInStructuredMode) {
  const std::string event = event_text("1", R"(,"subject":"4711","flag":true,"data":{"cents":500})");
  const Answer first = post(event);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.json(), json(R"({"events":[{"position":1,"source":"/shop","id":"1","duplicate":false}]})"));
  EXPECT_EQ(post(event).json(), json(R"({"events":[{"position":1,"source":"/shop","id":"1","duplicate":true}]})"));
  EXPECT_EQ(logged(), std::vector<Value>{json(event)});
}

TEST_F(EventsOverHttp, AreTakenInBinaryMode) {
  const HttpClient::Headers attributes{{"ce-specversion", "1.0"},
                                       {"CE-ID", "1"},
                                       {"ce-source", "/shop"},
                                       {"ce-type", "order.paid"},
                                       {"ce-flag", "a%20%22b%22%20%25%E2%82%AC"}};
  const auto with = [&](const std::string& id, const std::string& type) {
    HttpClient::Headers headers = attributes;
    headers[1].second = id;
    headers.emplace_back("Content-Type", type);
    return headers;
  };
  const std::string flag = R"(,"flag":"a \"b\" %€")";
  ASSERT_EQ(post(R"({"cents":500})", with("1", "application/vnd.shop+json")).status, 200);
  ASSERT_EQ(post("<paid/>", with("2", "text/xml")).status, 200);
  ASSERT_EQ(post(std::string("\0\xFF\x01\x02", 4), with("3", "application/octet-stream")).status, 200);
  ASSERT_EQ(post("\xE9t\xE9", with("4", "text/plain; charset=\"ISO-8859-1\"")).status, 200);
  ASSERT_EQ(ask("POST", "/v1/events", "", attributes).json().find("events")->items()[0].find("duplicate")->as_boolean(),
            true)
      << "it has the id of the first";
  EXPECT_EQ(logged(), (std::vector<Value>{
                          json(event_text("1", R"(,"datacontenttype":"application/vnd.shop+json")" + flag +
                                                   R"(,"data":{"cents":500})")),
                          json(event_text("2", R"(,"datacontenttype":"text/xml")" + flag + R"(,"data":"<paid/>")")),
                          json(event_text("3", R"(,"datacontenttype":"application/octet-stream")" + flag +
                                                   R"(,"data_base64":"AP8BAg==")")),
                          json(event_text("4", R"(,"datacontenttype":"text/plain; charset=\"ISO-8859-1\"")" + flag +
                                                   R"(,"data_base64":"6XTp")"))}));
}

TEST_F(EventsOverHttp, HaveTheirAttributesDecoded) {
  const auto sent = [&](const std::string& field) {
    const HttpClient::Headers headers{
        {"ce-specversion", "1.0"}, {"ce-id", field}, {"ce-source", "/s"}, {"ce-type", "t"}};
    const Answer answer = ask("POST", "/v1/events", "", headers);
    if (answer.status != 200) return answer.problem();
    return member(Answer{.status = 200, .headers = {}, .body = to_json(answer.json().find("events")->items()[0])},
                  "id");
  };
  EXPECT_EQ(sent("a%41+%2B"), "aA++");
  EXPECT_EQ(sent(R"("quoted \"text\" %20x")"), "quoted \"text\"  x");
  EXPECT_EQ(sent("%F0%9F%98%80"), "😀");
  for (const char* const bad : {"%", "%4", "%zz", "%FF", "%00", "%0A", "\"open", "\"a\"b", "\"a\\", "", "\xFF"}) {
    EXPECT_EQ(sent(bad), "invalid-request") << bad;
  }
}

TEST_F(EventsOverHttp, AreTakenInBatchesWholeOrNotAtAll) {
  const std::string batch = "[" + event_text("1") + "," + event_text("2") + "," + event_text("1") + "]";
  const Answer taken = post(batch, kBatch);
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(taken.json(), json(R"({"events":[{"position":1,"source":"/shop","id":"1","duplicate":false},
    {"position":2,"source":"/shop","id":"2","duplicate":false},{"position":1,"source":"/shop","id":"1","duplicate":true}]})"));
  const Answer refused = post("[" + event_text("3") + "," + event_text("4", R"(,"time":"noon")") + "]", kBatch);
  EXPECT_EQ(refused.problem(), "invalid-request");
  EXPECT_NE(member(refused, "detail").find("the event at /1 of the batch"), std::string::npos) << refused.body;
  EXPECT_EQ(logged().size(), 2u) << "nothing of it was taken";
  EXPECT_EQ(post("[]", kBatch).json(), json(R"({"events":[]})"));
  EXPECT_EQ(post(event_text("5"), kBatch).problem(), "invalid-request") << "a batch is an array";
  EXPECT_EQ(post("[" + event_text("5") + "]").problem(), "invalid-request") << "and an event is none";
}

TEST_F(EventsOverHttp, AreRefusedWhereTheyAreNone) {
  const HttpClient::Headers least{{"ce-specversion", "1.0"}, {"ce-id", "1"}, {"ce-source", "/s"}, {"ce-type", "t"}};
  const auto with = [&](const char* name, const char* value) {
    HttpClient::Headers headers = least;
    headers.emplace_back(name, value);
    return headers;
  };
  EXPECT_EQ(post("{}").problem(), "invalid-request");
  EXPECT_EQ(post("{").problem(), "invalid-request");
  EXPECT_EQ(post(event_text("1", R"(,"time":"noon")")).problem(), "invalid-request");
  EXPECT_EQ(post("{}", with("Content-Type", "application/json")).status, 200);
  EXPECT_EQ(post("{", with("Content-Type", "application/json")).problem(), "invalid-request");
  EXPECT_EQ(post("", with("ce-datacontenttype", "text/xml")).problem(), "invalid-request");
  EXPECT_EQ(post("", with("ce-data", "x")).problem(), "invalid-request");
  EXPECT_EQ(post("", with("ce-id", "2")).problem(), "invalid-request") << "twice";
  EXPECT_EQ(post("", with("ce-a-b", "2")).problem(), "invalid-request") << "the name of an attribute has no hyphen";
  EXPECT_EQ(post("", {{"ce-specversion", "0.3"}, {"ce-id", "1"}, {"ce-source", "/s"}, {"ce-type", "t"}}).problem(),
            "invalid-request");
  for (const char* const type : {"text/plain", "application/json", "application/cloudevents+avro", ""}) {
    EXPECT_EQ(post(event_text("1"), {{"Content-Type", type}}).problem(), "unsupported-type") << type;
  }
  EXPECT_EQ(post(event_text("1"), {{"Content-Type", "application/cloudevents+avro"}, {"ce-specversion", "1.0"}}).status,
            415);
}

TEST_F(EventsOverHttp, AreReadInPages) {
  std::string batch = "[";
  for (int i = 1; i <= 5; ++i) {
    batch += event_text(std::to_string(i), i == 3 ? R"(,"subject":"x")" : "", i % 2 == 0 ? "even" : "odd") +
             (i < 5 ? "," : "]");
  }
  ASSERT_EQ(post(batch, kBatch).status, 200);
  const Answer first = ask("GET", "/v1/events?limit=2");
  EXPECT_EQ(member(first, "next"), "3");
  EXPECT_EQ(member(first, "last"), "5");
  EXPECT_EQ(member(first, "gap"), "null");
  EXPECT_EQ(first.json().find("events")->items()[1].find("position")->as_integer(), 2);
  EXPECT_EQ(logged("?from=3").size(), 3u);
  EXPECT_EQ(logged("?type=even").size(), 2u);
  EXPECT_EQ(logged("?type=odd&subject=x").size(), 1u);
  EXPECT_EQ(logged("?source=%2Fother").size(), 0u);
  EXPECT_EQ(member(ask("GET", "/v1/events?limit=0"), "last"), "5");
  for (const char* const query : {"?from=0", "?from=x", "?limit=1001", "?kind=x", "?type="}) {
    EXPECT_EQ(ask("GET", "/v1/events" + std::string(query)).problem(), "invalid-request") << query;
  }
}

TEST_F(EventsOverHttp, AreStreamedAsTheyCome) {
  ASSERT_EQ(post(event_text("1")).status, 200);
  HttpClient live(server_.address());
  HttpClient all(server_.address());
  HttpClient some(server_.address());
  const Answer answer = follow(live);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  EXPECT_EQ(answer.header("cache-control"), "no-store, no-transform");
  ASSERT_EQ(follow(all, "?from=1").status, 200);
  ASSERT_EQ(follow(some, "?type=other&from=1").status, 200);
  ASSERT_EQ(post(event_text("2")).status, 200);
  ASSERT_EQ(post(event_text("3", "", "other")).status, 200);
  EXPECT_EQ(field(all.read_event(), "id"), "1");
  for (HttpClient* const client : {&live, &all}) {
    EXPECT_EQ(field(client->read_event(), "id"), "2");
    EXPECT_EQ(field(client->read_event(), "id"), "3");
  }
  const std::string event = some.read_event();
  EXPECT_EQ(field(event, "id"), "3");
  EXPECT_EQ(json(field(event, "data")), ask("GET", "/v1/events?from=3").json().find("events")->items()[0]);
}

TEST_F(EventsOverHttp, AreStreamedFromTheLastOneOn) {
  for (int i = 1; i <= 5; ++i) ASSERT_EQ(post(event_text(std::to_string(i))).status, 200);
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "?from=1", "3").status, 200);
  EXPECT_EQ(field(client.read_event(), "id"), "4");
  HttpClient stranger(server_.address());
  ASSERT_EQ(follow(stranger, "", "999").status, 200);
  EXPECT_EQ(field(stranger.read_event(), "event"), "reset");
  EXPECT_EQ(field(stranger.read_event(), "id"), "1");
  HttpClient odd(server_.address());
  EXPECT_EQ(follow(odd, "", "3.0").problem(), "invalid-request");
}

// More than one page, one text and the memory of the newest events hold.
TEST_F(EventsOverHttp, AreStreamedWithoutAGapWhateverTheirNumber) {
  constexpr int batches = 6;
  constexpr int in_batch = 500;
  HttpClient live(server_.address());
  HttpClient slow(server_.address());
  ASSERT_EQ(follow(live).status, 200);
  ASSERT_EQ(follow(slow).status, 200);
  const std::string data = R"(,"data":")" + std::string(2'000, 'x') + "\"";
  for (int i = 0; i < batches; ++i) {
    std::string batch = "[";
    for (int j = 0; j < in_batch; ++j) {
      batch += (j > 0 ? "," : "") + event_text(std::to_string(i) + "." + std::to_string(j), data);
    }
    ASSERT_EQ(post(batch + "]", kBatch).status, 200);
    for (int j = 1; j <= in_batch; ++j) ASSERT_EQ(field(live.read_event(), "id"), std::to_string(i * in_batch + j));
  }
  for (int i = 1; i <= batches * in_batch; ++i) ASSERT_EQ(field(slow.read_event(), "id"), std::to_string(i));
}

// A client that chooses nothing of much remembers how far its stream has come.
TEST_F(EventsOverHttp, SayHowFarTheStreamIsWhereNothingIsChosen) {
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "?type=other").status, 200);
  std::string batch = "[";
  for (std::uint64_t i = 0; i < 1'000; ++i) batch += (i > 0 ? "," : "") + event_text(std::to_string(i));
  ASSERT_EQ(post(batch + "]", kBatch).status, 200);
  EXPECT_EQ(post("[" + event_text("next") + "]", kBatch).status, 200);
  const std::string event = client.read_event();
  EXPECT_GE(std::stoull(field(event, "id")), server::kStreamSkip);
  EXPECT_EQ(field(event, "data"), "");
}

TEST_F(EventsOverHttp, ReachTheInstancesThatListen) {
  const std::string listens = document("ship",
                                       "- paid: {listen: {to: {one: {with: {type: order.paid}, correlate: {order: "
                                       "{from: .subject, expect: '${ .order }'}}}}}}\n");
  ASSERT_EQ(ask("POST", "/v1/workflows", listens, kYaml).status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances", start_body("ship", "a", R"({"order":"4711"})")).status, 202);
  ASSERT_EQ(post(event_text("1", R"(,"subject":"4711","data":{"cents":500})")).status, 200);
  const Answer ended = ask("GET", "/v1/instances/a?wait=30");
  EXPECT_EQ(member(ended, "status"), "completed");
  EXPECT_EQ(member(ended, "output"), R"([{"cents":500}])");
}

TEST_F(EventsOverHttp, EndWithTheServer) {
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client).status, 200);
  EXPECT_EQ(server_.stop().status, 0);
  EXPECT_EQ(client.read_event(), "");
}

// Lifecycle events say where outputs are, and the server has them there.
TEST(LifecycleOverHttp, HasOutputsWhereTheEventsSay) {
  const TemporaryDirectory home;
  ServeProcess server({"--store", "memory:", "--lifecycle-events", "--public-url", "https://baton.example.com/api/"},
                      home.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  const auto ask = [&](const std::string& method, const std::string& target, const std::string& body = "",
                       const HttpClient::Headers& headers = {}) {
    return HttpClient(server.address()).ask(method, target, body, headers);
  };
  const std::string loop =
      document("loop", "- all: {for: {each: x, in: '${ [1, 2] }'}, do: [{one: {set: '${ {x: $x} }'}}]}\n");
  for (const std::string& each : {loop, kLong}) ASSERT_EQ(ask("POST", "/v1/workflows", each, kYaml).status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances?wait=30", start_body("loop", "a:1")).status, 200);
  const Value page = ask("GET", "/v1/events?limit=1000").json();
  std::vector<std::string> outputs;
  for (const Value& each : page.find("events")->items()) {
    const Value* const data = each.find("event")->find("data");
    const Value* const uri = data->find("outputUri");
    EXPECT_EQ(uri != nullptr, data->find("completedAt") != nullptr);
    if (uri == nullptr) continue;
    const std::string text(uri->as_string());
    const std::string public_url = "https://baton.example.com/api";
    ASSERT_TRUE(text.starts_with(public_url + "/v1/instances/a%3A1/")) << text;
    const Answer output = ask("GET", text.substr(public_url.size()));
    EXPECT_EQ(output.status, 200) << text;
    outputs.push_back(output.body);
  }
  EXPECT_EQ(outputs, (std::vector<std::string>{R"({"x":1})", R"({"x":2})", R"({"x":2})", R"({"x":2})"}));
  EXPECT_EQ(ask("GET", "/v1/instances/a:1/tasks/output?task=/do/0/all/do/0/one").body, R"({"x":2})") << "the last";
  EXPECT_EQ(ask("GET", "/v1/instances/a:1/tasks/output?task=/do/9").problem(), "not-found");
  EXPECT_EQ(ask("GET", "/v1/instances/a:1/tasks/output").problem(), "invalid-request");
  EXPECT_EQ(ask("GET", "/v1/instances/a:1/tasks/output?task=x&at=7").problem(), "invalid-request");
  ASSERT_EQ(ask("POST", "/v1/instances", start_body("long", "b")).status, 202);
  EXPECT_EQ(ask("GET", "/v1/instances/b/output").problem(), "conflict");
  EXPECT_EQ(ask("GET", "/v1/instances/c/output").problem(), "not-found");
  const Outcome refused = Process({.arguments = {"serve", "--store", "memory:", "--public-url", "baton.example.com"},
                                   .directory = home.file("")})
                              .wait();
  EXPECT_EQ(refused.status, 2) << refused.err;
}

// The log drops old events: who asks for them is told.
TEST(EventLogOverHttp, NamesWhatIsGone) {
  Engine engine = Engine::open("memory:", {.event_retention = {.events = 10}}).value();
  Server server = Server::open(engine, {.listen = "127.0.0.1:0"}).value();
  std::uint64_t first = 1;
  while (first == 1) {  // the log is trimmed now and again
    std::vector<CloudEvent> events;
    for (int i = 0; i < 500; ++i) events.push_back({.source = "/shop", .type = "order.paid"});
    ASSERT_TRUE(engine.publish_all(events));
    const EventPage page = engine.events().value();
    if (page.gap) first = page.gap->last + 1;
  }
  const Value page = HttpClient(server.address()).ask("GET", "/v1/events?from=1").json();
  EXPECT_EQ(*page.find("gap"), (Value{{"first", 1}, {"last", first - 1}}));
  EXPECT_TRUE(HttpClient(server.address()).ask("GET", "/v1/events").json().find("gap")->is_null())
      << "nobody asked for it";
  HttpClient client(server.address());
  const HttpClient::Headers headers{{"Accept", "text/event-stream"}, {"Last-Event-ID", "1"}};
  ASSERT_EQ(client.ask("GET", "/v1/events", "", headers).status, 200);
  const std::string reset = client.read_event();
  EXPECT_EQ(field(reset, "event"), "reset");
  EXPECT_EQ(*parse_json(field(reset, "data")).value().find("gap"), (Value{{"first", 2}, {"last", first - 1}}));
  EXPECT_EQ(field(client.read_event(), "id"), std::to_string(first));
}

// Killed under load, again and again: every event that was accepted is in the log, once.
TEST(EventsOfAKilledServer, AreInTheLogOnce) {
  const TemporaryDirectory home;
  const std::vector<std::string> options{"--store", "sqlite:s.db"};
  constexpr int clients = 4;
  constexpr int kills = 3;
  auto server = std::make_unique<ServeProcess>(options, home.file(""));
  ASSERT_TRUE(server->is_listening());
  const std::string address = server->address();
  std::atomic<bool> is_over = false;
  std::atomic<int> accepted_count = 0;
  std::mutex mutex;
  std::set<std::string> accepted;
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      for (int i = 0; !is_over;) {
        const std::string a = std::to_string(client) + "." + std::to_string(i) + ".a";
        const std::string b = std::to_string(client) + "." + std::to_string(i) + ".b";
        int status = 0;
        try {
          status = HttpClient(address)
                       .ask("POST", "/v1/events", "[" + event_text(a) + "," + event_text(b) + "]", kBatch)
                       .status;
        } catch (const std::runtime_error&) {
          usleep(1'000);  // it is away
        }
        if (status != 200) continue;  // asked again under the same ids
        const std::lock_guard lock(mutex);
        accepted.insert({a, b});
        ++accepted_count;
        ++i;
      }
    });
  }
  for (int kill = 0; kill < kills; ++kill) {
    const int before = accepted_count;
    while (accepted_count < before + 50) usleep(1'000);
    server->stop(SIGKILL);
    server = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "sqlite:s.db", "--listen", address},
                                            home.file(""));
    if (!server->is_listening()) break;
  }
  const bool came_back = server->is_listening();
  is_over = true;
  for (std::thread& each : threads) each.join();
  ASSERT_TRUE(came_back) << server->process().said();
  std::multiset<std::string> in_log;
  std::uint64_t next = 1;
  std::uint64_t last = 1;
  while (next <= last) {
    const Value page = HttpClient(address).ask("GET", "/v1/events?limit=1000&from=" + std::to_string(next)).json();
    for (const Value& each : page.find("events")->items()) in_log.emplace(each.find("event")->find("id")->as_string());
    next = static_cast<std::uint64_t>(page.find("next")->as_integer().value());
    last = static_cast<std::uint64_t>(page.find("last")->as_integer().value());
  }
  for (const std::string& id : accepted) EXPECT_EQ(in_log.count(id), 1u) << id;
  EXPECT_EQ(std::set<std::string>(in_log.begin(), in_log.end()).size(), in_log.size()) << "none is there twice";
}

}  // namespace
}  // namespace baton::testing
