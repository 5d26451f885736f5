#include "cli/home.hpp"

#include <csignal>
#include <set>

namespace baton::testing {
namespace {

class RunVerb : public Cli {};

TEST_F(RunVerb, PrintsTheOutputAndNothingElse) {
  const auto done = baton({"run", write("greet.yaml", kGreet), "--input", R"({"name": "Ada"})"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, "{\"text\":\"hello Ada\"}\n");
  EXPECT_TRUE(contains(done.err, " started /do/0/greet\n")) << done.err;
  EXPECT_TRUE(contains(done.err, " workflow completed\n")) << done.err;
}

TEST_F(RunVerb, ShowsNoProgressWithQuiet) {
  const auto done = baton({"run", write("greet.yaml", kGreet), "--quiet", "--input", R"({"name": "Ada"})"});
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.err, "");
}

TEST_F(RunVerb, PrintsOneEnvelopeWithJson) {
  write("greet.yaml", kGreet);
  EXPECT_EQ(baton({"run", "greet.yaml", "--json", "--id", "g-1", "--input", R"({"name":"Ada"})"}).out,
            "{\"id\":\"g-1\",\"status\":\"completed\",\"output\":{\"text\":\"hello Ada\"},\"error\":null}\n");
  const auto faulted = baton({"run", write("fail.yaml", kFail), "--json", "--id", "f-1"});
  EXPECT_EQ(faulted.status, 1);
  const auto envelope = parse_json(faulted.out);
  ASSERT_TRUE(envelope) << faulted.out;
  EXPECT_EQ(*envelope->find("status"), Value::string("faulted"));
  EXPECT_TRUE(envelope->find("output")->is_null());
  EXPECT_EQ(envelope->find("error")->find("status")->as_integer(), 418);
  EXPECT_EQ(*envelope->find("error")->find("instance"), Value::string("/do/0/broken"));
}

TEST_F(RunVerb, TakesInputFromAFileAndFromStdin) {
  write("greet.yaml", kGreet);
  write("input.json", R"({"name": "Bo"})");
  EXPECT_EQ(baton({"run", "greet.yaml", "--input", "@input.json"}).out, "{\"text\":\"hello Bo\"}\n");
  EXPECT_EQ(baton({"run", "greet.yaml", "--input", "-"}, R"({"name": "Cy"})").out, "{\"text\":\"hello Cy\"}\n");
  EXPECT_EQ(baton({"run", "-", "--input", R"({"name": "Di"})"}, kGreet).out, "{\"text\":\"hello Di\"}\n");
}

TEST_F(RunVerb, TakesAnyJsonAsInput) {
  write("echo.yaml", workflow("echo", "  - echo: {set: {got: '${ $workflow.input }'}}\n"));
  for (const std::string text : {"-5", "[1,2]", "\"text\"", "null", "12345678901234567890", "true", "\"-x\""}) {
    EXPECT_EQ(baton({"run", "echo.yaml", "-q", "--input", text}).out, "{\"got\":" + text + "}\n") << text;
  }
}

TEST_F(RunVerb, ReportsAFaultOnStderr) {
  const auto faulted = baton({"run", write("fail.yaml", kFail), "-q"});
  EXPECT_EQ(faulted.status, 1);
  EXPECT_EQ(faulted.out, "");
  EXPECT_EQ(faulted.err, "faulted: Broken (418) at /do/0/broken: it is broken\n  https://example.com/broken\n");
}

TEST_F(RunVerb, ListsCompensationsThatFailed) {
  write("undo.yaml", workflow("undo", R"(  - book:
      set: {booked: true}
      metadata:
        compensate:
          - unbook: {raise: {error: {type: https://example.com/stuck, status: 500, title: Stuck}}}
  - broken: {raise: {error: {type: https://example.com/broken, status: 418, title: Broken}}}
)"));
  const auto faulted = baton({"run", "undo.yaml", "-q"});
  EXPECT_EQ(faulted.status, 1);
  EXPECT_TRUE(contains(faulted.err, "faulted: Broken (418)")) << faulted.err;
  EXPECT_TRUE(contains(faulted.err, "could not be undone: Stuck (500)")) << faulted.err;
}

// The events in the file, of one type where it is given.
std::vector<Value> events_in(const std::string& lines, std::string_view type = "") {
  std::vector<Value> events;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    auto event = parse_json(lines.substr(begin, end - begin)).value();
    if (contains(event.find("type")->as_string(), type)) events.push_back(std::move(event));
    begin = end + 1;
  }
  return events;
}

const std::string kStubborn = workflow("stubborn", R"(  - guarded:
      try: [{broken: {raise: {error: {type: https://example.com/broken, status: 418, title: Broken}}}}]
      catch: {retry: {delay: {milliseconds: 400}, limit: {attempt: {count: 1}}}}
)");

TEST_F(RunVerb, IsNotRetriedOnceUndoingWasTried) {
  const std::string text = workflow("undoes", R"(  - book:
      set: {booked: true}
      metadata:
        compensate:
          - unbook: {raise: {error: {type: 'https://example.com/down', status: 503}}}
  - fails: {raise: {error: {type: 'https://example.com/bad', status: 400}}}
)");
  EXPECT_EQ(baton({"run", write("undoes.yaml", text), "--id", "u", "-q"}).status, 1);
  const auto refused = baton({"retry", "u"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "its work has been undone, undoing it has failed")) << refused.err;
}

TEST_F(RunVerb, ReportsARetryWhenTheNextAttemptBegins) {
  EXPECT_EQ(baton({"run", write("stubborn.yaml", kStubborn), "-q", "--id", "s", "--events", "events"}).status, 1);
  const auto retried = events_in(read("events"), "task.retried");
  ASSERT_EQ(retried.size(), 1U);
  const auto faulted = events_in(read("events"), "task.faulted");
  ASSERT_EQ(faulted.size(), 3U) << "the task inside twice, and the block";
  EXPECT_EQ(*retried[0].find("time"), *faulted[1].find("time"));
  EXPECT_NE(*retried[0].find("time"), *faulted[0].find("time"));
  std::string attempts;
  const Value history = json({"history", "s", "--json"});
  for (const Value& change : history.items()) {
    if (*change.find("task") != Value::string("/do/0/guarded")) continue;
    attempts += std::string(change.find("kind")->as_string()) + ' ' + to_json(*change.find("attempt")) + ' ';
  }
  EXPECT_EQ(attempts, "task.started 1 task.retried 2 task.started 2 task.faulted 2 ");
}

TEST_F(RunVerb, GivesTheEventsOfAnotherRunDifferentIds) {
  const std::string file = write("greet.yaml", kGreet);
  for (const char* events : {"first", "second"}) {
    EXPECT_EQ(baton({"run", file, "-q", "--id", "g", "--input", R"({"name":"A"})", "--events", events}).status, 0);
    EXPECT_EQ(baton({"rm", "g"}).status, 0);
  }
  std::set<std::string> ids;
  for (const Value& event : events_in(read("first") + read("second"))) ids.insert(to_json(*event.find("id")));
  EXPECT_EQ(ids.size(), 2 * events_in(read("first")).size());
}

TEST_F(RunVerb, RefusesToStartWithoutItsOperators) {
  const auto refused = baton({"run", write("call.yaml", kCall)});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_TRUE(contains(refused.err, "payment.charge")) << refused.err;
  EXPECT_TRUE(json({"ls", "--json"}).find("instances")->items().empty());
}

TEST_F(RunVerb, IsIdempotentById) {
  write("greet.yaml", kGreet);
  const Arguments first{"run", "greet.yaml", "--id", "once", "--input", R"({"name":"Ada"})"};
  EXPECT_EQ(baton(first).status, 0);
  const Value before = json({"history", "once", "--json"});
  EXPECT_EQ(baton(first).out, "{\"text\":\"hello Ada\"}\n");
  EXPECT_EQ(baton({"run", "greet.yaml", "--id", "once"}).out, "{\"text\":\"hello Ada\"}\n") << "with the input it has";
  EXPECT_EQ(json({"history", "once", "--json"}), before);

  const auto other = baton({"run", "greet.yaml", "--id", "once", "--input", R"({"name":"Bo"})"});
  EXPECT_EQ(other.status, 2);
  EXPECT_EQ(other.out, "");
  EXPECT_EQ(baton({"run", write("fail.yaml", kFail), "--id", "once"}).status, 2) << "another document";
}

TEST_F(RunVerb, RepeatsAFaultById) {
  write("fail.yaml", kFail);
  EXPECT_EQ(baton({"run", "fail.yaml", "--id", "once"}).status, 1);
  const auto again = baton({"run", "fail.yaml", "--id", "once"});
  EXPECT_EQ(again.status, 1);
  EXPECT_TRUE(contains(again.err, "faulted: Broken (418)")) << again.err;
}

TEST_F(RunVerb, ContinuesAfterItWasKilled) {
  write("short.yaml", kShort);
  {
    Process killed(command({"run", "short.yaml", "--id", "k-1", "--input", "42"}));
    ASSERT_TRUE(killed.says("started /do/0/pause"));
    killed.signal(SIGKILL);
    EXPECT_EQ(killed.wait().status, 128 + SIGKILL);
  }
  const auto resumed = baton({"run", "short.yaml", "--id", "k-1"});
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(resumed.out, "{\"kept\":42}\n");
}

TEST_F(RunVerb, SaysHowToContinueWhenInterrupted) {
  write("long one.yaml", kLong);
  Process run(command({"run", "long one.yaml", "--id", "i-1", "--store", "sqlite:my.db"}));
  ASSERT_TRUE(run.says("started /do/0/pause"));
  run.signal(SIGINT);
  const auto interrupted = run.wait();
  EXPECT_EQ(interrupted.status, 5);
  EXPECT_EQ(interrupted.out, "");
  EXPECT_TRUE(contains(interrupted.err, "instance i-1 is waiting")) << interrupted.err;
  EXPECT_TRUE(contains(interrupted.err,
                       "kept in sqlite:my.db; continue with: "
                       "baton run 'long one.yaml' --id i-1 --store sqlite:my.db"))
      << interrupted.err;
}

TEST_F(RunVerb, PrintsTheIdFirst) {
  write("long.yaml", kLong);
  Process run(command({"run", "long.yaml"}));
  ASSERT_TRUE(run.says("is started\n"));
  run.signal(SIGKILL);
  const std::string err = run.wait().err;
  ASSERT_TRUE(err.starts_with("instance ")) << err;
  const std::string id = err.substr(9, err.find(' ', 9) - 9);
  EXPECT_EQ(*json({"show", id, "--json"}).find("id"), Value::string(id)) << "the start is durable by then";
  Process again(command({"run", "long.yaml", "--id", id}));
  EXPECT_TRUE(again.says("instance " + id + " continues\n"));
}

TEST_F(RunVerb, StopsInTheMiddleOfHeavyExpressions) {
  write("heavy.yaml", workflow("heavy", R"(  - loop:
      for: {in: '[range(100000)]', each: i}
      do: [{one: {set: {x: '${ reduce range(30000) as $i (0; . + $i) }'}}}]
)"));
  Process run(command({"run", "heavy.yaml", "-q", "--id", "h-1"}));
  while (baton({"show", "h-1"}).status != 0) {
  }
  run.signal(SIGINT);
  const auto interrupted = run.wait();
  EXPECT_EQ(interrupted.status, 5);
  EXPECT_TRUE(contains(interrupted.err, "continue with: baton run heavy.yaml --id h-1")) << interrupted.err;
}

TEST_F(RunVerb, SaysThatMemoryKeepsNothing) {
  Process run(command({"run", write("long.yaml", kLong), "--store", "memory:", "--json"}));
  ASSERT_TRUE(run.says("started /do/0/pause"));
  run.signal(SIGTERM);
  const auto interrupted = run.wait();
  EXPECT_EQ(interrupted.status, 5);
  EXPECT_TRUE(contains(interrupted.err, "it is not saved")) << interrupted.err;
  const auto envelope = parse_json(interrupted.out);
  ASSERT_TRUE(envelope) << interrupted.out;
  EXPECT_EQ(*envelope->find("status"), Value::string("waiting"));
}

TEST_F(RunVerb, AppendsLifecycleEventsAsLines) {
  write("greet.yaml", kGreet);
  write("events", "before\n");
  EXPECT_EQ(baton({"run", "greet.yaml", "--id", "e-1", "--input", R"({"name":"A"})", "--events", "events"}).status, 0);
  const std::string text = read("events");
  ASSERT_TRUE(text.starts_with("before\n"));
  std::vector<std::string> types;
  std::size_t at = text.find('\n') + 1;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    ASSERT_NE(end, text.npos) << "the last line is cut off";
    const auto event = parse_json(std::string_view(text).substr(at, end - at));
    ASSERT_TRUE(event) << text;
    for (const char* member : {"specversion", "id", "source", "type", "time"}) {
      ASSERT_NE(event->find(member), nullptr) << member;
    }
    EXPECT_EQ(event->find("specversion")->as_string(), "1.0");
    types.emplace_back(event->find("type")->as_string());
    at = end + 1;
  }
  ASSERT_FALSE(types.empty());
  EXPECT_TRUE(contains(types.front(), "workflow.started")) << types.front();
  EXPECT_TRUE(contains(types.back(), "workflow.completed")) << types.back();
}

TEST_F(RunVerb, NeverPrintsOrStoresSecrets) {
  write("secret.yaml", workflow("secret", R"(  - fetch:
      call: http
      with: {method: get, endpoint: 'http://127.0.0.1:1/', headers: {authorization: '${ $secrets.token }'}}
)",
                                "use: {secrets: [token]}\n"));
  const auto without = baton({"run", "secret.yaml", "--id", "s-0"});
  EXPECT_EQ(without.status, 2);
  EXPECT_TRUE(contains(without.err, "secrets that this engine does not have: token")) << without.err;
  EXPECT_EQ(baton({"show", "s-0"}).status, 2) << "nothing was started";
  write("secrets.json", R"({"token": "hunter2hunter2"})");
  const auto done = baton({"run", "secret.yaml", "--id", "s-1", "--secrets", "secrets.json", "--events", "events"});
  EXPECT_EQ(done.status, 1) << "nobody listens there";
  for (const std::string& text : {done.out, done.err, read("events"), read("baton.db"), read("baton.db-wal"),
                                  baton({"show", "s-1"}).out, baton({"history", "s-1", "--json"}).out}) {
    EXPECT_FALSE(contains(text, "hunter2"));
  }
  write("broken.json", R"({"token": "hunter2", hunter2)");
  write("twice.json", R"({"token": "hunter2", "token": "hunter2"})");
  write("list.json", R"(["hunter2"])");
  for (const char* file : {"broken.json", "twice.json", "list.json", "missing.json"}) {
    const auto refused = baton({"run", "secret.yaml", "--secrets", file});
    EXPECT_EQ(refused.status, 2) << file;
    EXPECT_FALSE(contains(refused.err, "hunter2")) << refused.err;
  }
}

}  // namespace
}  // namespace baton::testing
