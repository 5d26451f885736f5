// Every route: what it does, and how it says no.
#include "server/served.hpp"

namespace baton::testing {
namespace {

using Routes = Served;

TEST_F(Routes, DeployWorkflows) {
  const Answer deployed = ask("POST", "/v1/workflows", kQuick, kYaml);
  EXPECT_EQ(deployed.status, 200);
  EXPECT_EQ(deployed.header("location"), "/v1/workflows/shop/quick/1.0.0");
  const Answer changed = ask("POST", "/v1/workflows", document("quick", "- other: {set: {a: 1}}\n"), kYaml);
  EXPECT_EQ(changed.status, 409);
  EXPECT_EQ(changed.problem(), "conflict");
  const Answer invalid = ask("POST", "/v1/workflows", "document: {}\n", kYaml);
  EXPECT_EQ(invalid.status, 422);
  EXPECT_EQ(invalid.problem(), "invalid-definition");
  EXPECT_GT(invalid.json().find("details")->size(), 0u);
  const std::string json =
      R"({"document":{"dsl":"1.0.3","namespace":"shop","name":"json","version":"1.0.0"},"do":[{"a":{"set":{"b":1}}}]})";
  EXPECT_EQ(ask("POST", "/v1/workflows", json).status, 200);
}

TEST_F(Routes, ListAndShowWorkflows) {
  EXPECT_EQ(ask("GET", "/v1/workflows").json().find("workflows")->size(), 3u);
  EXPECT_EQ(ask("GET", "/v1/workflows/shop").json().find("workflows")->size(), 3u);
  EXPECT_EQ(ask("GET", "/v1/workflows/nothing").json().find("workflows")->size(), 0u);
  EXPECT_EQ(ask("GET", "/v1/workflows/shop/quick").json().find("workflows")->size(), 1u);
  const Answer one = ask("GET", "/v1/workflows/shop/quick/latest");
  EXPECT_EQ(one.status, 200);
  EXPECT_NE(one.json().find("document"), nullptr);
  EXPECT_EQ(ask("GET", "/v1/workflows/shop/quick/1.0.0", "", {{"If-None-Match", one.header("etag")}}).status, 304);
  EXPECT_EQ(ask("GET", "/v1/workflows/shop/quick/9.0.0").problem(), "not-found");
}

TEST_F(Routes, UndeployWorkflows) {
  ASSERT_EQ(start("long", "x").status, 202);
  EXPECT_EQ(ask("DELETE", "/v1/workflows/shop/long/1.0.0").problem(), "conflict");
  EXPECT_EQ(ask("DELETE", "/v1/workflows/shop/quick/1.0.0").status, 204);
  EXPECT_EQ(ask("DELETE", "/v1/workflows/shop/quick/1.0.0").problem(), "not-found");
}

TEST_F(Routes, StartInstancesOnceById) {
  const Answer ended = ask("POST", "/v1/instances?wait=30", start_body("quick", "a", R"({"name":"Ada"})"));
  EXPECT_EQ(ended.status, 200);
  EXPECT_EQ(member(ended, "output"), R"({"hello":"Ada"})");
  EXPECT_EQ(ended.header("location"), "/v1/instances/a");
  EXPECT_EQ(ask("POST", "/v1/instances?wait=30", start_body("quick", "a", R"({"name":"Ada"})")).status, 200);
  EXPECT_EQ(ask("POST", "/v1/instances", start_body("quick", "a", R"({"name":"Eve"})")).problem(), "conflict");
  EXPECT_EQ(ask("GET", "/v1/instances").json().find("instances")->size(), 1u);
  EXPECT_EQ(start("long", "b", "?wait=1").status, 202);
  const Answer faulted = start("failing", "c", "?wait=30");
  EXPECT_EQ(faulted.status, 200);
  EXPECT_EQ(member(faulted, "status"), "faulted");
  const Answer random = ask("POST", "/v1/instances", R"({"workflow":{"namespace":"shop","name":"long"}})");
  EXPECT_EQ(random.status, 202);
  EXPECT_NE(member(random, "id"), "");
}

TEST_F(Routes, RefuseStartsThatAreNotValid) {
  EXPECT_EQ(start("nothing", "a").problem(), "not-found");
  EXPECT_EQ(start("quick", "a b").problem(), "invalid-request");
  for (const char* const body : {"", "{", "[]", "{}", R"({"workflow":"quick"})", R"({"workflow":{"namespace":"shop"}})",
                                 R"({"workflow":{"namespace":"shop","name":"quick"},"other":1})",
                                 R"({"workflow":{"namespace":"shop","name":"quick","other":1}})",
                                 R"({"workflow":{"namespace":"shop","name":7}})"}) {
    const Answer answer = ask("POST", "/v1/instances", body, {{"Content-Type", "application/json"}});
    EXPECT_EQ(answer.problem(), "invalid-request") << body;
    EXPECT_EQ(answer.status, 400) << body;
  }
  EXPECT_EQ(ask("POST", "/v1/workflows", document("calls", "- pay: {call: payment.charge}\n"), kYaml).status, 200);
  EXPECT_EQ(start("calls", "a").problem(), "missing-operators");
}

TEST_F(Routes, ListInstancesInPages) {
  for (const char* const id : {"a", "b", "c"}) ASSERT_EQ(start("long", id).status, 202);
  ASSERT_EQ(start("failing", "d", "?wait=30").status, 200);
  const Answer first = ask("GET", "/v1/instances?workflow=shop/long&limit=2");
  EXPECT_EQ(first.json().find("instances")->size(), 2u);
  const std::string cursor = member(first, "cursor");
  const Answer second = ask("GET", "/v1/instances?workflow=shop/long&limit=2&cursor=" + cursor);
  EXPECT_EQ(second.json().find("instances")->size(), 1u);
  EXPECT_EQ(member(second, "cursor"), "null");
  EXPECT_EQ(ask("GET", "/v1/instances?limit=2&cursor=" + cursor).problem(), "invalid-request") << "another filter";
  EXPECT_EQ(ask("GET", "/v1/instances?status=faulted").json().find("instances")->size(), 1u);
  for (const char* const query : {"limit=0", "limit=x", "limit=1001", "status=odd", "workflow=quick", "other=1",
                                  "limit=1&limit=2", "status=", "namespace=a&workflow=b/c"}) {
    EXPECT_EQ(ask("GET", std::string("/v1/instances?") + query).status, 400) << query;
  }
}

TEST_F(Routes, ShowInstancesWithTheirRevision) {
  ASSERT_EQ(start("long", "a").status, 202);
  const Answer shown = ask("GET", "/v1/instances/a");
  EXPECT_EQ(shown.status, 200);
  const std::string etag = shown.header("etag");
  EXPECT_EQ(ask("GET", "/v1/instances/a", "", {{"If-None-Match", etag}}).status, 304);
  const Answer head = ask("HEAD", "/v1/instances/nothing");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(ask("GET", "/v1/instances/a?wait=1").status, 202);
  EXPECT_EQ(ask("POST", "/v1/instances/a/suspend", "", {{"If-Match", "\"7777\""}}).problem(), "precondition-failed");
  EXPECT_EQ(ask("POST", "/v1/instances/a/suspend", "", {{"If-Match", "what"}}).problem(), "invalid-request");
  EXPECT_EQ(ask("POST", "/v1/instances/a/suspend", "", {{"If-Match", etag}}).status, 200);
  EXPECT_EQ(ask("POST", "/v1/instances/a/resume", "", {{"If-Match", etag}}).status, 412);
  EXPECT_EQ(ask("GET", "/v1/instances/a", "", {{"If-None-Match", etag}}).status, 200);
}

TEST_F(Routes, ShowInstancesAsTheyWere) {
  ASSERT_EQ(start("long", "a").status, 202);
  const std::string first = ask("GET", "/v1/instances/a").body;
  ASSERT_EQ(ask("POST", "/v1/instances/a/suspend").status, 200);
  const Answer now = ask("GET", "/v1/instances/a");
  EXPECT_EQ(ask("GET", "/v1/instances/a?revision=1").body, first);
  EXPECT_EQ(ask("GET", "/v1/instances/a?revision=2").body, now.body);
  EXPECT_EQ(ask("GET", "/v1/instances/a?revision=3").problem(), "not-found");
  EXPECT_EQ(ask("GET", "/v1/instances/nothing?revision=1").problem(), "not-found");
  for (const char* const query : {"revision=0", "revision=x", "revision=1&wait=1"}) {
    EXPECT_EQ(ask("GET", std::string("/v1/instances/a?") + query).status, 400) << query;
  }
}

TEST_F(Routes, ForkInstances) {
  ASSERT_EQ(start("long", "a").status, 202);
  const std::string body = R"({"revision":1,"id":"b","context":{"late":1}})";
  const Answer running = ask("POST", "/v1/instances/a/fork", body);
  EXPECT_EQ(running.problem(), "conflict") << running.body;
  ASSERT_EQ(ask("POST", "/v1/instances/a/cancel").status, 200);
  const Answer preview = ask("POST", "/v1/instances/a/fork?dryRun=true", body);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(preview.json().find("effects")->items()[0].find("kind")->as_string(), "timer");
  EXPECT_EQ(ask("GET", "/v1/instances/b").status, 404);
  const Answer forked = ask("POST", "/v1/instances/a/fork", body);
  ASSERT_EQ(forked.status, 202) << forked.body;
  EXPECT_EQ(member(forked, "id"), "b");
  EXPECT_EQ(to_json(*forked.json().find("context")), R"({"late":1})");
  EXPECT_EQ(ask("POST", "/v1/instances/a/fork", body).status, 202) << "the same fork";
  EXPECT_EQ(ask("POST", "/v1/instances/a/fork", R"({"revision":1,"id":"b","input":7})").problem(), "conflict");
  EXPECT_EQ(ask("POST", "/v1/instances/a/fork", R"({"revision":9})").problem(), "not-found");
  EXPECT_EQ(ask("POST", "/v1/instances/nothing/fork", body).problem(), "not-found");
  for (const char* const wrong : {"{}", R"({"revision":0})", R"({"revision":1,"at":2})", R"({"revision":"1"})"}) {
    EXPECT_EQ(ask("POST", "/v1/instances/a/fork", wrong).status, 400) << wrong;
  }
}

TEST_F(Routes, ControlInstances) {
  ASSERT_EQ(start("long", "a").status, 202);
  EXPECT_EQ(member(ask("POST", "/v1/instances/a/suspend"), "status"), "suspended");
  EXPECT_EQ(ask("POST", "/v1/instances/a/resume").status, 200);
  EXPECT_EQ(ask("POST", "/v1/instances/a/retry").problem(), "conflict");
  EXPECT_EQ(ask("DELETE", "/v1/instances/a").problem(), "conflict");
  EXPECT_EQ(ask("POST", "/v1/instances/a/send", R"({"event":{}})").problem(), "invalid-request") << "no CloudEvent";
  const std::string event = R"({"event":{"specversion":"1.0","id":"1","source":"/test","type":"paid"}})";
  EXPECT_EQ(ask("POST", "/v1/instances/a/send", event).problem(), "conflict") << "it does not listen";
  EXPECT_EQ(ask("POST", "/v1/instances/a/cancel", R"({"compensate":true})").status, 200);
  EXPECT_EQ(member(ask("GET", "/v1/instances/a?wait=30"), "status"), "cancelled");
  EXPECT_EQ(ask("DELETE", "/v1/instances/a").status, 204);
  for (const char* const action : {"cancel", "suspend", "resume", "retry", "send"}) {
    const std::string body = action == std::string("send") ? "{}" : "";
    EXPECT_EQ(ask("POST", "/v1/instances/a/" + std::string(action), body).problem(), "not-found") << action;
  }
  ASSERT_EQ(start("failing", "b", "?wait=30").status, 200);
  EXPECT_EQ(ask("POST", "/v1/instances/b/retry").status, 200);
  EXPECT_EQ(ask("POST", "/v1/instances/b/cancel", R"({"comp":true})").problem(), "invalid-request");
}

TEST_F(Routes, ChangeManyInstances) {
  for (const char* const id : {"a", "b", "c"}) ASSERT_EQ(start("long", id).status, 202);
  const std::string filter = R"("filter":{"namespace":"shop","name":"long"})";
  EXPECT_EQ(member(ask("POST", "/v1/instances:suspend", "{" + filter + R"(,"dryRun":true})"), "matched"), "3");
  EXPECT_EQ(member(ask("POST", "/v1/instances:suspend", "{" + filter + "}"), "done"), "3");
  EXPECT_EQ(member(ask("POST", "/v1/instances:resume", "{" + filter + "}"), "done"), "3");
  EXPECT_EQ(member(ask("POST", "/v1/instances:cancel", "{" + filter + R"(,"compensate":false})"), "done"), "3");
  EXPECT_EQ(member(ask("POST", "/v1/instances:retry", "{" + filter + "}"), "done"), "0");
  EXPECT_EQ(ask("POST", "/v1/instances:delete", R"({"filter":{"status":"odd"}})").problem(), "invalid-request");
  EXPECT_EQ(member(ask("POST", "/v1/instances:delete", R"({"filter":{"name":"other"},"dryRun":true})"), "matched"),
            "0");
  EXPECT_EQ(ask("POST", "/v1/instances:resume", R"({"compensate":true})").problem(), "invalid-request");
  for (const char* const id : {"a", "b", "c"})
    ASSERT_EQ(ask("GET", "/v1/instances/" + std::string(id) + "?wait=30").status, 200);
  EXPECT_EQ(member(ask("POST", "/v1/instances:delete", "{}"), "done"), "3");
}

TEST_F(Routes, ShowTheHistoryInPages) {
  ASSERT_EQ(start("long", "a").status, 202);
  ASSERT_EQ(ask("POST", "/v1/instances/a/suspend").status, 200);
  const Answer first = ask("GET", "/v1/instances/a/history?limit=1");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(member(first, "next"), "1");
  const Answer rest = ask("GET", "/v1/instances/a/history?after=1");
  EXPECT_EQ(member(rest, "next"), "null");
  const std::size_t all = ask("GET", "/v1/instances/a/history").json().find("entries")->size();
  EXPECT_EQ(first.json().find("entries")->size() + rest.json().find("entries")->size(), all);
  EXPECT_EQ(ask("GET", "/v1/instances/nothing/history").problem(), "not-found");
}

TEST_F(Routes, ShowTheAuditTrailInPages) {
  ASSERT_EQ(ask("POST", "/v1/instances:cancel", "{}").status, 200);
  const Answer first = ask("GET", "/v1/audit?limit=1");
  ASSERT_EQ(first.json().find("entries")->size(), 1u);
  EXPECT_EQ(*first.json().find("entries")->items()[0].find("action"), Value("bulk cancel"));
  const Answer rest = ask("GET", "/v1/audit?before=" + member(first, "next"));
  EXPECT_EQ(member(rest, "next"), "null");
  EXPECT_EQ(rest.json().find("entries")->size() + 1, ask("GET", "/v1/audit").json().find("entries")->size());
  EXPECT_EQ(ask("GET", "/v1/audit?limit=0").status, 400);
}

TEST_F(Routes, SayWhatIsNotThereYet) {
  for (const char* const path : {"/v1/workers", "/v1/nodes"}) {
    const Answer answer = ask("GET", path);
    EXPECT_EQ(answer.status, 501) << path;
    EXPECT_EQ(answer.problem(), "not-implemented") << path;
  }
  EXPECT_EQ(ask("POST", "/v1/tasks/poll", "{}").problem(), "not-implemented");
}

TEST_F(Routes, SayHowTheServerIs) {
  EXPECT_EQ(member(ask("GET", "/healthz"), "status"), "alive");
  EXPECT_EQ(member(ask("GET", "/readyz"), "status"), "ready");
  const Answer metrics = ask("GET", "/metrics");
  EXPECT_NE(metrics.body.find("baton_transitions_total"), std::string::npos);
  EXPECT_NE(metrics.body.find(R"(baton_http_requests_total{route="isReady",status="200"} 1)"), std::string::npos);
  EXPECT_NE(metrics.body.find(R"(_bucket{route="isReady",le="+Inf"} 1)"), std::string::npos);
}

TEST_F(Routes, SayWhatAPathHas) {
  EXPECT_EQ(ask("GET", "/nothing").problem(), "not-found");
  const Answer answer = ask("PUT", "/v1/instances", "{}");
  EXPECT_EQ(answer.problem(), "method-not-allowed");
  EXPECT_EQ(answer.header("allow"), "POST, GET, HEAD");
}

TEST_F(Routes, KeepTheRequestIdOfTheClient) {
  EXPECT_EQ(ask("GET", "/healthz", "", {{"X-Request-Id", "abc-1"}}).header("x-request-id"), "abc-1");
  EXPECT_NE(ask("GET", "/healthz", "", {{"X-Request-Id", "a b"}}).header("x-request-id"), "a b");
  EXPECT_NE(ask("GET", "/healthz").header("x-request-id"), "");
}

TEST_F(Routes, CompressLargeAnswers) {
  const Answer plain = ask("GET", "/openapi.json");
  const Answer small = ask("GET", "/openapi.json", "", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(small.header("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), plain.body.size() / 4);
  EXPECT_EQ(small.body.substr(0, 2), "\x1F\x8B");
  EXPECT_EQ(ask("GET", "/healthz", "", {{"Accept-Encoding", "gzip"}}).header("content-encoding"), "");
}

}  // namespace
}  // namespace baton::testing
