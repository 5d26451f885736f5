// What no client should send, and what the edge makes of it.
#include "server/http/request_reader.hpp"
#include "server/limits.hpp"
#include "server/served.hpp"

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace baton::testing {
namespace {

using server::RequestReader;

// The statuses of the refusals, or the number of requests that are in it.
struct Read {
  std::vector<server::Request> requests;
  int refusal = 0;
};

Read read(const std::vector<std::string>& pieces) {
  RequestReader reader;
  Read all;
  for (const std::string& piece : pieces) {
    reader.add(piece);
    auto state = reader.advance();
    while (state == RequestReader::State::Complete) {
      all.requests.push_back(reader.take());
      state = reader.advance();
    }
    if (state == RequestReader::State::Failed) {
      all.refusal = reader.refusal().status;
      return all;
    }
  }
  return all;
}

TEST(RequestReader, TakesRequestsInPiecesOfAnySize) {
  const std::string text =
      "POST /a%20b/c?x=1+2&y=%C3%A4 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      "GET / HTTP/1.1\r\nhost: h\r\n\r\n"
      "POST /z HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size(); at += size) pieces.push_back(text.substr(at, size));
    const Read all = read(pieces);
    ASSERT_EQ(all.requests.size(), 3u) << size;
    EXPECT_EQ(all.requests[0].path, (std::vector<std::string>{"a b", "c"}));
    EXPECT_EQ(all.requests[0].query[0].second, "1 2");
    EXPECT_EQ(all.requests[0].query[1].second, "ä");
    EXPECT_EQ(all.requests[0].body, "abc");
    EXPECT_TRUE(all.requests[1].path.empty());
    EXPECT_EQ(all.requests[2].body, "abc");
  }
}

// Nothing comes before the last chunk, so its beginning is shorter than what may end a body.
TEST(RequestReader, TakesAnEmptyBodyOfChunksInPiecesOfAnySize) {
  const std::string head = "POST /z HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"0\r\n\r\n", "0\r\nz: 1\r\n\r\n", "000;x\r\n\r\n"}) {
    for (std::size_t size = 1; size <= body.size(); ++size) {
      std::vector<std::string> pieces{head};
      for (std::size_t at = 0; at < body.size(); at += size) pieces.push_back(body.substr(at, size));
      pieces.push_back("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      const Read all = read(pieces);
      ASSERT_EQ(all.requests.size(), 2u) << body << size;
      EXPECT_EQ(all.requests[0].body, "");
      EXPECT_EQ(all.requests[1].method, server::Method::Get);
    }
  }
}

TEST(RequestReader, RefusesWhatTwoReadersCouldUnderstandDifferently) {
  const std::string host = "Host: h\r\n";
  for (const std::string& head : std::vector<std::string>{
           "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\n" + host + host, "GET /../x HTTP/1.1\r\n" + host,
           "GET /a//b HTTP/1.1\r\n" + host, "GET /%2e%2E HTTP/1.1\r\n" + host, "GET /%00 HTTP/1.1\r\n" + host,
           "GET /%zz HTTP/1.1\r\n" + host, "GET /%C3 HTTP/1.1\r\n" + host, "GET x HTTP/1.1\r\n" + host,
           "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + host,
           "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" + host,
           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n" + host,
           "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + host, "POST / HTTP/1.1\r\nContent-Length: -1\r\n" + host,
           "GET / HTTP/2.0\r\n" + host, "GET / HTTP/1.1\r\nA b: c\r\n" + host, "GET / HTTP/1.1\r\nHost : h\r\n",
           std::string("GET / HTTP/1.1\r\nX: a\0b\r\n", 25) + host}) {
    EXPECT_EQ(read({head + "\r\n"}).refusal, 400) << head;
  }
}

TEST(RequestReader, TakesNoHeaderFieldFromATrailer) {
  const Read all =
      read({"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer x\r\n\r\n"});
  ASSERT_EQ(all.requests.size(), 1u);
  EXPECT_EQ(all.requests[0].header("authorization"), "");
}

TEST(RequestReader, HasLimits) {
  const std::string host = " HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(read({"GET /" + std::string(server::kMaxTargetBytes, 'a') + host + "\r\n"}).refusal, 414);
  EXPECT_EQ(read({"GET /" + host + "X: " + std::string(server::kMaxHeaderBytes, 'a') + "\r\n\r\n"}).refusal, 431);
  EXPECT_EQ(
      read({"POST /" + host + "Content-Length: " + std::to_string(server::kMaxBodyBytes + 1) + "\r\n\r\n"}).refusal,
      413);
  EXPECT_EQ(read({"POST /" + host + "Content-Length: 99999999999999999999999\r\n\r\n"}).refusal, 400);
}

RC_GTEST_PROP(RequestReader, NeverFailsOtherwise, (std::vector<std::string> pieces)) {
  const Read all = read(pieces);
  RC_ASSERT(all.refusal == 0 || (all.refusal >= 400 && all.refusal < 500));
}

using Hostile = Served;

TEST_F(Hostile, GetsAnAnswerAndNoMore) {
  for (const std::string& text : {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC", 9), std::string("GET\r\n\r\n"),
                                  std::string("GET / HTTP/1.1\r\n\r\n"),
                                  "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n"}) {
    HttpClient client(server_.address());
    client.send(text + "\r\n\r\n");
    const Answer answer = client.read_answer();
    EXPECT_GE(answer.status, 400);
    EXPECT_LT(answer.status, 500);
    EXPECT_EQ(answer.header("connection"), "close");
  }
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(Hostile, CannotNestTooDeep) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(ask("POST", "/v1/instances", start_body("long", "x", deep + std::string(100'000, ']'))).problem(),
            "invalid-request");
  EXPECT_EQ(ask("POST", "/v1/workflows", "a: " + deep, kYaml).problem(), "invalid-definition");
}

TEST_F(Hostile, GetsPipelinedAnswersInTheirOrder) {
  HttpClient client(server_.address());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: n" + std::to_string(i) + "\r\n\r\n";
  }
  client.send(requests);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.read_answer().header("x-request-id"), "n" + std::to_string(i));
}

TEST_F(Hostile, IsToldToContinue) {
  HttpClient client(server_.address());
  const std::string body = start_body("long", "x");
  client.send(
      "POST /v1/instances HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: "
      "application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send(body);
  EXPECT_EQ(client.read_answer().status, 202);
}

TEST_F(Hostile, EndsItsConnectionWhenItAsksForThat) {
  HttpClient client(server_.address());
  const Answer answer = client.ask("GET", "/healthz", "", {{"Connection", "close"}});
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.is_at_end());
  HttpClient old(server_.address());
  old.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_answer().status, 200);
  EXPECT_TRUE(old.is_at_end());
}

}  // namespace
}  // namespace baton::testing
