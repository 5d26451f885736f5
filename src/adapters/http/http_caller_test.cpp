#include "adapters/http/http_caller.hpp"

#include "adapters/http/encoding.hpp"
#include "adapters/http/limits.hpp"
#include "adapters/http/loopback_server.hpp"

#include <gtest/gtest.h>
#include <support/no_threads.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <future>
#include <latch>
#include <memory>
#include <stop_token>
#include <thread>

namespace baton::http {
namespace {

using namespace std::string_view_literals;

// {"zipped":true}, compressed by gzip.
constexpr std::string_view kZipped =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xaa\xca\x2c\x28\x48\x4d\x51\xb2\x2a\x29\x2a\x4d\xad\x05\x00\x84"
    "\x28\xbc\x08\x0f\x00\x00\x00"sv;

const CallContext kContext{.instance = {"i"}, .idempotency_key = {"run/1/0"}, .attempt = 1, .deadline = std::nullopt};

CallContext until(Duration from_now) {
  CallContext context = kContext;
  context.deadline = std::chrono::floor<Duration>(std::chrono::system_clock::now()) + from_now;
  return context;
}

Value get(const std::string& uri) {
  return Value::object({{"method", Value::string("get")}, {"uri", Value::string(uri)}});
}

Value post(const std::string& uri) {
  return get(uri).with("method", Value::string("post"));
}

CallOutcome call(HttpCaller& caller, const Value& arguments, const CallContext& context = kContext) {
  auto outcome = std::make_shared<std::promise<CallOutcome>>();
  caller.call("http", arguments, context, [outcome](CallOutcome came) { outcome->set_value(std::move(came)); });
  return outcome->get_future().get();
}

Value succeeded(const CallOutcome& outcome) {
  if (const auto* success = std::get_if<CallSucceeded>(&outcome)) return success->output;
  const auto* failed = std::get_if<CallFailed>(&outcome);
  ADD_FAILURE() << (failed != nullptr ? failed->problem : std::get<CallUnknown>(outcome).problem).detail;
  return {};
}

Problem failed(const CallOutcome& outcome) {
  const auto* failure = std::get_if<CallFailed>(&outcome);
  EXPECT_NE(failure, nullptr) << "outcome " << outcome.index();
  return failure == nullptr ? Problem{} : failure->problem;
}

Problem unknown(const CallOutcome& outcome) {
  const auto* failure = std::get_if<CallUnknown>(&outcome);
  EXPECT_NE(failure, nullptr) << "outcome " << outcome.index();
  return failure == nullptr ? Problem{} : failure->problem;
}

void expect_communication(const Problem& problem, int status) {
  EXPECT_EQ(problem.type, problem_type(ProblemKind::Communication)) << problem.detail;
  EXPECT_EQ(problem.status, status) << problem.detail;
}

Reply json_reply(std::string_view body) {
  return reply("200 OK", "Content-Type: application/json\r\n", body);
}

Reply silence(std::string bytes = "") {
  return {.bytes = std::move(bytes), .then = Reply::Then::StaySilent};
}

class HttpCallerTest : public ::testing::Test {
 protected:
  // A proxy of this machine must not come between the test and its own server.
  static void SetUpTestSuite() { setenv("no_proxy", "*", 1); }
};

TEST_F(HttpCallerTest, SendsTheRequestAndReturnsTheContent) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply(R"({"id":1.50})"); });
  HttpCaller caller;
  const Value arguments = post(server.url("/pets?a=b"))
                              .with("query", parse_json(R"({"tag":["x y","z"]})").value())
                              .with("headers", parse_json(R"({"X-Empty":"","X-Number":7})").value())
                              .with("body", parse_json(R"({"name":"milou"})").value());
  EXPECT_EQ(to_json(succeeded(call(caller, arguments))), R"({"id":1.50})");

  ASSERT_EQ(server.requests().size(), 1U);
  const ServedRequest request = server.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/pets?a=b&tag=x%20y&tag=z");
  EXPECT_EQ(request.body, R"({"name":"milou"})");
  EXPECT_EQ(request.header("content-type"), "application/json");
  EXPECT_EQ(request.header("idempotency-key"), "run/1/0");
  EXPECT_EQ(request.header("accept"), "application/json, */*;q=0.5");
  EXPECT_TRUE(request.header("user-agent").starts_with("baton/"));
  EXPECT_EQ(request.header("x-number"), "7");
  EXPECT_EQ(request.headers.count("x-empty"), 1U);
  EXPECT_EQ(request.headers.count("expect"), 0U);
}

TEST_F(HttpCallerTest, SendsEveryMethod) {
  const LoopbackServer server([](const ServedRequest& request) {
    return request.method == "HEAD" ? Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"} : json_reply("1");
  });
  HttpCaller caller;
  for (const std::string_view method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"}) {
    const Value output = succeeded(call(caller, get(server.url("/")).with("method", Value::string(method))));
    EXPECT_EQ(to_json(output), method == "HEAD" ? "null" : "1");
    const ServedRequest request = server.requests().back();
    EXPECT_EQ(request.method, method);
    EXPECT_EQ(request.body, "");
    EXPECT_EQ(request.header("content-length"), method.starts_with('P') && method != "PURGE" ? "0" : "");
    EXPECT_EQ(request.headers.count("content-type"), 0U);
  }
}

TEST_F(HttpCallerTest, SendsABodyWithEveryMethodThatMayHaveOne) {
  const LoopbackServer server([](const ServedRequest& request) { return json_reply(request.body); });
  HttpCaller caller;
  for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    const Value arguments = get(server.url("/")).with("method", Value::string(method)).with("body", Value::number(5.5));
    EXPECT_EQ(to_json(succeeded(call(caller, arguments))), "5.5") << method;
  }
}

TEST_F(HttpCallerTest, SendsALongBodyAtOnce) {
  const LoopbackServer server(
      [](const ServedRequest& request) { return json_reply(std::to_string(request.body.size())); });
  HttpCaller caller;
  const Value arguments = post(server.url("/"))
                              .with("headers", parse_json(R"({"Content-Type":"text/plain"})").value())
                              .with("body", Value::string(std::string(900'000, 'x')));
  EXPECT_EQ(to_json(succeeded(call(caller, arguments))), "900000");
}

TEST_F(HttpCallerTest, AuthenticatesAndNeverShowsIt) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("{}"); });
  HttpCaller caller;
  const Value arguments = get(server.url("/?key=s3cret"))
                              .with("authentication", parse_json(R"({"bearer":{"token":"s3cret"}})").value())
                              .with("output", Value::string("response"));
  const std::string output = to_json(succeeded(call(caller, arguments)));
  EXPECT_FALSE(output.contains("s3cret")) << output;
  EXPECT_EQ(server.requests()[0].header("authorization"), "Bearer s3cret");
  EXPECT_EQ(server.requests()[0].target, "/?key=s3cret");
}

TEST_F(HttpCallerTest, ReturnsTheWholeResponse) {
  const LoopbackServer server([](const ServedRequest&) {
    return reply("201 Created", "Content-Type: text/plain\r\nVary: a\r\nvary: b\r\n", "done");
  });
  HttpCaller caller;
  const Value output = succeeded(call(caller, get(server.url("/p")).with("output", Value::string("response"))));
  EXPECT_EQ(to_json(*output.find("statusCode")), "201");
  EXPECT_EQ(to_json(*output.find("headers")), R"({"Content-Type":"text/plain","Vary":"a, b","Content-Length":"4"})");
  EXPECT_EQ(to_json(*output.find("content")), R"("done")");
  EXPECT_EQ(output.find("request")->find("uri")->as_string(), server.url("/p"));
}

TEST_F(HttpCallerTest, ReadsChunksAfterAnInterimResponse) {
  const LoopbackServer server([](const ServedRequest&) {
    return Reply{.bytes =
                     "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n"};
  });
  HttpCaller caller;
  const Value output = succeeded(call(caller, get(server.url("/")).with("output", Value::string("response"))));
  EXPECT_EQ(to_json(*output.find("content")), "[1,2]");
  EXPECT_EQ(output.find("headers")->find("X-Early"), nullptr);
}

TEST_F(HttpCallerTest, ReadsCompressedAndBinaryContent) {
  const LoopbackServer server([](const ServedRequest& request) {
    return request.target == "/binary"
               ? reply("200 OK", "Content-Type: image/png\r\n", kZipped)
               : reply("200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", kZipped);
  });
  HttpCaller caller;
  EXPECT_EQ(to_json(succeeded(call(caller, get(server.url("/"))))), R"({"zipped":true})");
  EXPECT_TRUE(server.requests()[0].header("accept-encoding").contains("gzip"));
  EXPECT_EQ(succeeded(call(caller, get(server.url("/binary")))).as_string(), base64(kZipped));
}

TEST_F(HttpCallerTest, ReportsAnErrorStatus) {
  const LoopbackServer server([](const ServedRequest&) {
    return reply("404 No Such Pet", "Content-Type: application/problem+json\r\n", R"({"pet":7})");
  });
  HttpCaller caller;
  const Problem problem = failed(call(caller, get(server.url("/pets?token=s3cret"))));
  expect_communication(problem, 404);
  EXPECT_EQ(problem.title, "No Such Pet");
  EXPECT_EQ(problem.detail, "GET " + server.url("/pets") + " was answered with status 404");
  EXPECT_EQ(to_json(problem.extensions), R"({"response":{"pet":7}})");
}

TEST_F(HttpCallerTest, FollowsNoRedirect) {
  const LoopbackServer server([](const ServedRequest&) { return reply("302 Found", "Location: /other\r\n", ""); });
  HttpCaller caller;
  expect_communication(failed(call(caller, get(server.url("/")))), 302);

  const Value accepting =
      get(server.url("/")).with("redirect", Value::boolean(true)).with("output", Value::string("response"));
  const Value output = succeeded(call(caller, accepting));
  EXPECT_EQ(output.find("headers")->find("Location")->as_string(), "/other");
  for (const ServedRequest& request : server.requests()) EXPECT_EQ(request.target, "/");
}

TEST_F(HttpCallerTest, RefusesWrongArgumentsWithoutSendingAnything) {
  HttpCaller caller;
  const Problem problem = failed(call(caller, Value::object({{"method", Value::number(std::int64_t{1})}})));
  EXPECT_EQ(problem.type, problem_type(ProblemKind::Validation));
}

TEST_F(HttpCallerTest, ReportsInvalidJson) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("{"); });
  HttpCaller caller;
  expect_communication(failed(call(caller, get(server.url("/")))), 502);
}

TEST_F(HttpCallerTest, TreatsAnUnreadableSuccessAsAnUnknownOutcome) {
  const LoopbackServer server([](const ServedRequest& request) {
    if (request.target == "/cut") return json_reply(R"({"id": 1)");
    if (request.target == "/latin1") return json_reply("{\"name\": \"Ren\xE9\"}");
    if (request.target == "/twice") return json_reply(R"({"id": 1, "id": 2})");
    if (request.target == "/large") return reply("200 OK", "", std::string(kMaxResponseBodyBytes + 1, 'x'));
    return reply("201 Created", "Content-Type: application/json\r\n", "created");
  });
  HttpCaller caller;
  for (const std::string_view target : {"/cut", "/latin1", "/twice", "/large", "/text"}) {
    expect_communication(unknown(call(caller, post(server.url(target)))), 502);
    expect_communication(failed(call(caller, get(server.url(target)))), 502);
  }
  EXPECT_TRUE(std::holds_alternative<CallSucceeded>(
      call(caller, post(server.url("/cut")).with("output", Value::string("raw")))));
}

TEST_F(HttpCallerTest, TreatsAGatewayErrorAsAnUnknownOutcome) {
  const LoopbackServer server([](const ServedRequest& request) {
    if (request.target == "/502") return reply("502 Bad Gateway", "", "upstream");
    if (request.target == "/504") return reply("504 Gateway Timeout", "", "");
    return reply("503 Service Unavailable", "", "");
  });
  HttpCaller caller;
  for (const int status : {502, 504}) {
    const std::string url = server.url("/" + std::to_string(status));
    expect_communication(unknown(call(caller, post(url))), status);
    expect_communication(failed(call(caller, get(url))), status);
  }
  expect_communication(failed(call(caller, post(server.url("/503")))), 503);
}

TEST_F(HttpCallerTest, FailsWhenNothingCouldBeSent) {
  const DeafPort port;
  const LoopbackServer no_tls([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  expect_communication(failed(call(caller, post(port.url("/")))), 503);
  expect_communication(failed(call(caller, post("http://name.invalid/"))), 503);
  expect_communication(failed(call(caller, post(no_tls.url("/", "https")))), 503);
  EXPECT_TRUE(no_tls.requests().empty());
}

TEST_F(HttpCallerTest, TreatsAnIncompleteAnswerAsAnUnknownOutcome) {
  const std::string partial = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
  const LoopbackServer server([&](const ServedRequest& request) -> Reply {
    if (request.target == "/empty") return {.bytes = "", .then = Reply::Then::Close};
    if (request.target == "/reset") return {.bytes = "", .then = Reply::Then::Reset};
    if (request.target == "/truncated") return {.bytes = partial, .then = Reply::Then::Close};
    return {.bytes = "this is not HTTP\r\n\r\n", .then = Reply::Then::Close};
  });
  HttpCaller caller;
  for (const std::string_view target : {"/empty", "/reset", "/truncated", "/nonsense"}) {
    const Problem problem = unknown(call(caller, post(server.url(target))));
    expect_communication(problem, 502);
    EXPECT_TRUE(problem.detail.starts_with("POST " + server.url(target))) << problem.detail;
  }
}

TEST_F(HttpCallerTest, RefusesAResponseWithACutHeader) {
  const std::vector<std::string> cut_off = {
      "HTTP/1.1 200 OK\r\nContent-Ty",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 200 OK",
      "HTTP/1.1 20",
      "HTTP/1.0 204 No Content\nX: 1\n",
      "HTTP/1.1 302 Found\r\nLocation: /other\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\n",
      "HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 20",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
      "HTTP/1.1 502 Bad Gateway\r\nX"};
  const LoopbackServer server([&](const ServedRequest& request) -> Reply {
    return {.bytes = cut_off.at(std::stoul(request.target.substr(1))), .then = Reply::Then::Close};
  });
  HttpCaller caller;
  for (std::size_t i = 0; i < cut_off.size(); ++i) {
    SCOPED_TRACE(cut_off[i]);
    const std::string url = server.url("/" + std::to_string(i));
    expect_communication(unknown(call(caller, post(url).with("redirect", Value::boolean(true)))), 502);
    EXPECT_FALSE(std::holds_alternative<CallSucceeded>(call(caller, get(url))));
  }
  // What only reads fails, as with any other success that cannot be read; HEAD has no body that could tell.
  for (const char* method : {"get", "head"}) {
    expect_communication(failed(call(caller, get(server.url("/0")).with("method", Value::string(method)))), 502);
  }
}

TEST_F(HttpCallerTest, TreatsAnErrorWithACutHeaderAsAnError) {
  const LoopbackServer server([](const ServedRequest&) -> Reply {
    return {.bytes = "HTTP/1.1 409 Conflict\r\nX", .then = Reply::Then::Close};
  });
  HttpCaller caller;
  expect_communication(failed(call(caller, post(server.url("/")))), 502);
}

TEST_F(HttpCallerTest, AcceptsAResponseWhoseLinesEndWithALineFeed) {
  const LoopbackServer server([](const ServedRequest&) -> Reply {
    return {.bytes = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n1", .then = Reply::Then::Close};
  });
  HttpCaller caller;
  EXPECT_EQ(to_json(succeeded(call(caller, post(server.url("/"))))), "1");
}

TEST_F(HttpCallerTest, TreatsAPassedDeadlineAsAnUnknownOutcome) {
  const LoopbackServer server([](const ServedRequest& request) {
    return silence(request.target == "/body" ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc" : "");
  });
  HttpCaller caller;
  for (const std::string_view target : {"/nothing", "/body"}) {
    const Problem problem = unknown(call(caller, post(server.url(target)), until(std::chrono::seconds{1})));
    EXPECT_EQ(problem.type, problem_type(ProblemKind::Timeout)) << problem.detail;
  }
}

TEST_F(HttpCallerTest, TakesADeadlineThatIsFarAway) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  EXPECT_EQ(to_json(succeeded(call(caller, get(server.url("/")), until(std::chrono::years{100})))), "1");
}

TEST_F(HttpCallerTest, FailsACallWhoseDeadlineHasPassedBeforeItsTurn) {
  const LoopbackServer server([](const ServedRequest&) { return silence(); });
  HttpCaller caller(1);
  caller.call("http", get(server.url("/first")), kContext, [](const CallOutcome&) {});
  server.await_requests(1);
  for (const std::chrono::milliseconds from_now : {std::chrono::milliseconds{-1}, std::chrono::milliseconds{50}}) {
    const Problem problem = failed(call(caller, get(server.url("/second")), until(from_now)));
    EXPECT_EQ(problem.type, problem_type(ProblemKind::Timeout)) << problem.detail;
  }
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpCallerTest, LimitsTheResponse) {
  const LoopbackServer server([](const ServedRequest& request) {
    if (request.target == "/body") return reply("200 OK", "", std::string(kMaxResponseBodyBytes + 1, 'x'));
    std::string headers;
    while (headers.size() <= kMaxResponseHeaderBytes) headers += "X-Long: " + std::string(8'000, 'x') + "\r\n";
    return reply("200 OK", headers, "");
  });
  HttpCaller caller;
  const Problem body = failed(call(caller, get(server.url("/body"))));
  expect_communication(body, 502);
  EXPECT_TRUE(body.detail.contains("65536 KiB")) << body.detail;
  const Problem header = failed(call(caller, get(server.url("/header"))));
  expect_communication(header, 502);
  EXPECT_TRUE(header.detail.contains("256 KiB")) << header.detail;
}

TEST_F(HttpCallerTest, UsesAConnectionAgain) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  for (int i = 0; i < 3; ++i) succeeded(call(caller, get(server.url("/"))));
  for (const ServedRequest& request : server.requests()) EXPECT_EQ(request.connection, 1);
}

TEST_F(HttpCallerTest, SendsNothingTwiceThatMayHaveHappened) {
  // The connection is kept after the first request and breaks under the second.
  const LoopbackServer server([](const ServedRequest& request) {
    return request.target == "/break" ? Reply{.bytes = "", .then = Reply::Then::Close} : json_reply("1");
  });
  HttpCaller caller;
  for (const Value& breaking :
       {post(server.url("/break")), post(server.url("/break")).with("body", Value::string("b"))}) {
    succeeded(call(caller, get(server.url("/keep"))));
    const std::size_t before = server.requests().size();
    expect_communication(unknown(call(caller, breaking)), 502);
    EXPECT_EQ(server.requests().size(), before + 1);
  }
}

TEST_F(HttpCallerTest, MakesManyCallsAtOnce) {
  constexpr std::size_t kCalls = 500;
  const LoopbackServer server([](const ServedRequest& request) { return json_reply('"' + request.target + '"'); });
  HttpCaller caller(kCalls);
  std::atomic<std::size_t> right = 0;
  std::latch answers(kCalls);
  for (std::size_t i = 0; i < kCalls; ++i) {
    const std::string target = "/" + std::to_string(i);
    caller.call("http", get(server.url(target)), kContext, [&, target](const CallOutcome& outcome) {
      const auto* success = std::get_if<CallSucceeded>(&outcome);
      if (success != nullptr && success->output == Value::string(target)) ++right;
      answers.count_down();
    });
  }
  answers.wait();
  EXPECT_EQ(right, kCalls);
}

TEST_F(HttpCallerTest, LetsCallsWaitForTheirTurnInOrder) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller(1);
  std::latch answers(20);
  for (int i = 0; i < 20; ++i) {
    caller.call("http", get(server.url("/" + std::to_string(i))), kContext,
                [&](const CallOutcome&) { answers.count_down(); });
  }
  answers.wait();
  const std::vector<ServedRequest> requests = server.requests();
  ASSERT_EQ(requests.size(), 20U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(requests[static_cast<std::size_t>(i)].target, "/" + std::to_string(i));
}

TEST_F(HttpCallerTest, CanBeCalledFromTheEndOfACall) {
  const LoopbackServer server([](const ServedRequest& request) { return json_reply('"' + request.target + '"'); });
  HttpCaller caller(1);
  std::promise<CallOutcome> second;
  caller.call("http", get(server.url("/first")), kContext, [&](const CallOutcome&) {
    caller.call("http", get(server.url("/second")), kContext,
                [&](CallOutcome outcome) { second.set_value(std::move(outcome)); });
  });
  EXPECT_EQ(succeeded(second.get_future().get()).as_string(), "/second");
}

// What is answered at "/large".
const std::string kLargeJson = '"' + std::string(kMaxBytesAnsweredAtOnce, 'x') + '"';

Reply large_or_small(const ServedRequest& request) {
  return json_reply(request.target == "/large" ? kLargeJson : "1");
}

TEST_F(HttpCallerTest, MakesTransfersWhileALargeAnswerIsGivenAndKeepsTheirOrder) {
  const LoopbackServer server(large_or_small);
  std::vector<std::string> order;
  std::promise<void> ended;
  HttpCaller caller;
  caller.call("http", get(server.url("/large")), kContext, [&](const CallOutcome&) {
    caller.call("http", get(server.url("/small")), kContext, [&](const CallOutcome&) {
      order.emplace_back("small");
      ended.set_value();
    });
    server.await_requests(2);  // for ever if this is the thread that makes transfers
    order.emplace_back("large");
  });
  ended.get_future().wait();
  EXPECT_EQ(order, (std::vector<std::string>{"large", "small"}));
}

TEST_F(HttpCallerTest, KeepsNoMoreLargeAnswersThanItMakesCallsAtOnce) {
  const LoopbackServer server(large_or_small);
  std::promise<void> go_on;
  std::atomic<int> given = 0;
  std::atomic<int> ended = 0;
  HttpCaller caller(2);
  for (int i = 0; i < 4; ++i) {
    caller.call("http", get(server.url("/large")), kContext, [&](const CallOutcome&) {
      if (given++ == 0) {  // of two transfers at once, either can be answered first
        server.await_requests(2);
        EXPECT_EQ(server.requests().size(), 2u);
        go_on.get_future().wait();
      }
      ++ended;
      ended.notify_all();
    });
  }
  server.await_requests(2);
  go_on.set_value();
  for (int now = ended; now < 4; now = ended) ended.wait(now);
  EXPECT_EQ(server.requests().size(), 4u);
}

TEST_F(HttpCallerTest, FailsACallWithoutAThreadAndTriesAgain) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  {
    const testing::NoThreads none;
    expect_communication(failed(call(caller, get(server.url("/")))), 503);
  }
  EXPECT_EQ(succeeded(call(caller, get(server.url("/")))), Value::number(std::int64_t{1}));
}

// A call that the test can withdraw.
struct WithdrawableCall {
  WithdrawableCall(HttpCaller& caller, const Value& arguments) {
    CallContext context = kContext;
    context.stop = stop.get_token();
    caller.call("http", arguments, context, [this](CallOutcome came) {
      ++answers;
      outcome.set_value(std::move(came));
    });
  }

  std::stop_source stop;
  std::atomic<int> answers = 0;
  std::promise<CallOutcome> outcome;
};

TEST_F(HttpCallerTest, NeverSendsACallThatIsWithdrawnWhileItWaits) {
  const LoopbackServer server(
      [](const ServedRequest& request) { return request.target == "/first" ? silence() : json_reply("1"); });
  HttpCaller caller(1);
  WithdrawableCall first(caller, get(server.url("/first")));
  server.await_requests(1);
  WithdrawableCall second(caller, post(server.url("/second")));
  second.stop.request_stop();
  const CallOutcome outcome = second.outcome.get_future().get();  // although the first one still has the only turn
  failed(outcome);
  EXPECT_FALSE(std::get<CallFailed>(outcome).was_made);
  first.stop.request_stop();
  first.outcome.get_future().wait();
  succeeded(call(caller, get(server.url("/third"))));
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(second.answers, 1);
}

TEST_F(HttpCallerTest, AbortsATransferThatIsWithdrawnAndSaysThatItMayHaveHappened) {
  const LoopbackServer server([](const ServedRequest&) { return silence(); });
  HttpCaller caller;
  for (const Value& arguments : {get(server.url("/")), post(server.url("/"))}) {
    const std::size_t before = server.requests().size();
    WithdrawableCall withdrawn(caller, arguments);
    server.await_requests(before + 1);
    withdrawn.stop.request_stop();
    EXPECT_TRUE(unknown(withdrawn.outcome.get_future().get()).detail.contains("aborted"));
  }
}

TEST_F(HttpCallerTest, DoesNotSendACallThatWasWithdrawnBeforeItCame) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  std::stop_source stop;
  stop.request_stop();
  CallContext context = kContext;
  context.stop = stop.get_token();
  failed(call(caller, get(server.url("/")), context));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpCallerTest, AnswersEachCallOnceWheneverItIsWithdrawn) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller(2);
  for (int round = 0; round < 50; ++round) {
    std::deque<WithdrawableCall> calls;
    for (int i = 0; i < 6; ++i) calls.emplace_back(caller, post(server.url("/")));
    if (round % 2 == 0) std::this_thread::yield();
    for (WithdrawableCall& each : calls) each.stop.request_stop();
    for (WithdrawableCall& each : calls) each.outcome.get_future().wait();
    for (WithdrawableCall& each : calls) EXPECT_EQ(each.answers, 1);
  }
  succeeded(call(caller, get(server.url("/"))));
}

TEST_F(HttpCallerTest, MayBeWithdrawnFromAfterItHasEnded) {
  const LoopbackServer server([](const ServedRequest&) { return silence(); });
  auto caller = std::make_unique<HttpCaller>(1);
  WithdrawableCall in_flight(*caller, get(server.url("/")));
  server.await_requests(1);
  WithdrawableCall waiting(*caller, get(server.url("/")));
  caller.reset();
  in_flight.stop.request_stop();
  waiting.stop.request_stop();
  EXPECT_EQ(in_flight.answers + waiting.answers, 0);
}

TEST_F(HttpCallerTest, SaysWhichTraceTheCallBelongsTo) {
  const LoopbackServer server([](const ServedRequest&) { return json_reply("1"); });
  HttpCaller caller;
  succeeded(call(caller, get(server.url("/"))));
  EXPECT_EQ(server.requests().front().header("traceparent"), kContext.traceparent());
}

TEST_F(HttpCallerTest, AbortsWhatIsInFlightWhenItIsDestroyed) {
  const LoopbackServer server([](const ServedRequest&) { return silence(); });
  std::atomic<int> answers = 0;
  {
    HttpCaller caller(4);
    for (int i = 0; i < 10; ++i)
      caller.call("http", get(server.url("/")), kContext, [&](const CallOutcome&) { ++answers; });
    server.await_requests(4);
  }
  EXPECT_EQ(answers, 0);
}

}  // namespace
}  // namespace baton::http
