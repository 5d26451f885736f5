// The history as Server-Sent Events.
#include "server/served.hpp"

namespace baton::testing {
namespace {

class Stream : public Served {
 protected:
  // What follows a field's name in an event.
  static std::string field(const std::string& event, const std::string& name) {
    const std::size_t at = ("\n" + event).find("\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 2;
    return event.substr(begin, event.find('\n', begin) - begin);
  }
  Answer follow(HttpClient& client, const std::string& id, const std::string& last = "") {
    HttpClient::Headers headers{{"Accept", "text/event-stream"}};
    if (!last.empty()) headers.emplace_back("Last-Event-ID", last);
    return client.ask("GET", "/v1/instances/" + id + "/history", "", headers);
  }
};

TEST_F(Stream, HasEveryEntryThenTheEnd) {
  ASSERT_EQ(start("quick", "a", "?wait=30").status, 200);
  HttpClient client(server_.address());
  const Answer answer = follow(client, "a");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  EXPECT_EQ(answer.header("x-accel-buffering"), "no");
  const std::size_t entries = ask("GET", "/v1/instances/a/history").json().find("entries")->size();
  for (std::size_t i = 0; i < entries; ++i) {
    const std::string event = client.read_event();
    EXPECT_NE(field(event, "id"), "") << event;
    EXPECT_TRUE(parse_json(field(event, "data"))) << event;
  }
  EXPECT_EQ(field(client.read_event(), "event"), "end");
  EXPECT_EQ(client.read_event(), "");
}

TEST_F(Stream, ShowsWhatHappensLater) {
  ASSERT_EQ(start("long", "a").status, 202);
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "a").status, 200);
  EXPECT_EQ(field(client.read_event(), "event"), "workflow.started");
  ASSERT_EQ(ask("POST", "/v1/instances/a/suspend").status, 200);
  std::string kind;
  while (kind != "workflow.suspended") ASSERT_NE(kind = field(client.read_event(), "event"), "");
  ASSERT_EQ(ask("POST", "/v1/instances/a/cancel").status, 200);
  while (kind != "workflow.cancelled") ASSERT_NE(kind = field(client.read_event(), "event"), "");
  EXPECT_EQ(field(client.read_event(), "event"), "end");
}

TEST_F(Stream, ResumesAfterTheLastEvent) {
  ASSERT_EQ(start("quick", "a", "?wait=30").status, 200);
  std::vector<std::string> ids;
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "a").status, 200);
  for (std::string event; !(event = client.read_event()).empty();) ids.push_back(field(event, "id"));
  ids.pop_back();  // of `end`, which has none
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
    HttpClient again(server_.address());
    ASSERT_EQ(follow(again, "a", ids[i]).status, 200) << ids[i];
    EXPECT_EQ(field(again.read_event(), "id"), ids[i + 1]);
  }
  HttpClient last(server_.address());
  EXPECT_EQ(follow(last, "a", ids.back()).status, 204) << "there is nothing to come";
}

TEST_F(Stream, SaysThatItBeginsAnewWhereTheLastEventIsUnknown) {
  ASSERT_EQ(start("long", "a").status, 202);
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "a", "999.0").status, 200);
  EXPECT_EQ(field(client.read_event(), "event"), "reset");
  EXPECT_EQ(field(client.read_event(), "event"), "workflow.started");
  HttpClient other(server_.address());
  EXPECT_EQ(follow(other, "a", "odd").problem(), "invalid-request");
  HttpClient third(server_.address());
  EXPECT_EQ(follow(third, "nothing").problem(), "not-found");
}

TEST_F(Stream, EndsWithTheServer) {
  ASSERT_EQ(start("long", "a").status, 202);
  HttpClient client(server_.address());
  ASSERT_EQ(follow(client, "a").status, 200);
  EXPECT_EQ(field(client.read_event(), "event"), "workflow.started");
  EXPECT_EQ(server_.stop().status, 0);
  while (!client.read_event().empty()) {
  }
}

}  // namespace
}  // namespace baton::testing
