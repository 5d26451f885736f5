#include "adapters/http/response.hpp"

#include "adapters/http/encoding.hpp"
#include "adapters/http/limits.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

Request get(Output output = Output::Content, bool accepts_redirects = false) {
  Request request;
  request.method = "GET";
  request.uri.shown = "http://h/p";
  request.output = output;
  request.accepts_redirects = accepts_redirects;
  return request;
}

Response answer(std::string_view content_type, std::string_view body) {
  return {.status = 200,
          .reason = "OK",
          .headers = {{"content-type", std::string(content_type)}},
          .body = std::string(body)};
}

std::string content(std::string_view content_type, std::string_view body) {
  const auto output = read_response(get(), answer(content_type, body));
  return output ? to_json(*output) : output.error().detail;
}

TEST(Content, IsParsedWhenItIsJson) {
  EXPECT_EQ(content("application/json", R"( {"id": 12345678901234567890.10} )"), R"({"id":12345678901234567890.10})");
  EXPECT_EQ(content("Application/Problem+JSON; charset=utf-8", "[1]"), "[1]");
  EXPECT_EQ(content("application/json", "\xEF\xBB\xBF{}"), "{}");
}

TEST(Content, IsAStringWhenItIsText) {
  EXPECT_EQ(content("text/html", "{}"), R"("{}")");
  EXPECT_EQ(content("application/xml", "<a/>"), R"("<a/>")");
  EXPECT_EQ(content("image/svg+xml", "<svg/>"), R"("<svg/>")");
  EXPECT_EQ(content("", "plain"), R"("plain")");
}

TEST(Content, IsReadInItsCharset) {
  EXPECT_EQ(content("text/plain; charset=\"ISO-8859-1\"", "gr\xFC\xDF"), "\"grüß\"");
  EXPECT_EQ(content("text/plain;format=flowed; Charset=UTF-8", "grüß"), "\"grüß\"");
  for (const char* letters : {"\xC1", "plain", "grüß"}) {  // not by what it holds
    EXPECT_EQ(content("text/plain; charset=koi8-r", letters), "\"" + base64(letters) + "\"");
  }
  EXPECT_EQ(content("text/plain; charset=utf-8", "gr\xFC\xDF"), "\"gr\uFFFD\uFFFD\"");
  EXPECT_EQ(content("text/plain", "gr\xFC\xDF"), "\"gr\uFFFD\uFFFD\"");
}

TEST(Content, IsBase64WhenItIsAnythingElse) {
  EXPECT_EQ(content("application/octet-stream", "foo"), R"("Zm9v")");
  EXPECT_EQ(content("", "\xff"), R"("/w==")");
}

TEST(Content, IsNullWhenThereIsNone) {
  EXPECT_EQ(content("application/json", ""), "null");
  EXPECT_EQ(content("image/png", ""), "null");
}

TEST(Content, IsACommunicationProblemIfItIsNotThePromisedJson) {
  const auto output = read_response(get(), answer("application/json", "{\"a\": }"));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().type, problem_type(ProblemKind::Communication));
  EXPECT_EQ(output.error().status, 502);
  EXPECT_TRUE(output.error().detail.contains("GET http://h/p")) << output.error().detail;
  EXPECT_TRUE(output.error().detail.contains("line 1, column 7")) << output.error().detail;
}

TEST(Output, CanBeTheRawBytes) {
  EXPECT_EQ(to_json(*read_response(get(Output::Raw), answer("application/json", "not json"))), R"("bm90IGpzb24=")");
  EXPECT_EQ(to_json(*read_response(get(Output::Raw), answer("", ""))), "null");
}

TEST(Output, CanBeTheResponse) {
  Request request = get(Output::Response);
  request.headers = {{"Authorization", "Bearer s3cret"}, {"X-Api-Key", "s3cret"}, {"Accept", "*/*"}};
  Response response = answer("text/plain", "hi");
  response.status = 201;
  response.headers.push_back({"Set-Cookie", "a=b"});
  response.headers.push_back({"set-cookie", "c=d"});
  EXPECT_EQ(to_json(*read_response(request, response)),
            R"({"request":{"method":"GET","uri":"http://h/p",)"
            R"("headers":{"Authorization":"[redacted]","X-Api-Key":"[redacted]","Accept":"*/*"}},)"
            R"("statusCode":201,"headers":{"content-type":"text/plain","Set-Cookie":"a=b, c=d"},"content":"hi"})");
}

TEST(Status, OutsideOfTwoHundredIsAnError) {
  for (const int status : {199, 300, 304, 399, 400, 401, 404, 500, 503, 599}) {
    Response response = answer("application/json", R"({"why":"so"})");
    response.status = status;
    response.reason = "Some Reason";
    const auto output = read_response(get(), response);
    ASSERT_FALSE(output) << status;
    EXPECT_EQ(output.error().type, problem_type(ProblemKind::Communication));
    EXPECT_EQ(output.error().status, status);
    EXPECT_EQ(output.error().title, "Some Reason");
    EXPECT_EQ(output.error().detail, "GET http://h/p was answered with status " + std::to_string(status));
    EXPECT_EQ(to_json(output.error().extensions), R"({"response":{"why":"so"}})");
  }
}

TEST(Status, ComesWithTheTimeAfterWhichToTryAgain) {
  Response response = answer("", "");
  response.status = 429;
  response.headers.emplace_back("Retry-After", "120");
  const auto output = read_response(get(), response);
  ASSERT_FALSE(output);
  EXPECT_EQ(to_json(output.error().extensions), R"({"retryAfter":"120"})");
}

TEST(Status, OfARedirectIsNotAnErrorIfRedirectsAreAccepted) {
  for (const int status : {200, 299, 300, 302, 399}) {
    Response response = answer("", "");
    response.status = status;
    EXPECT_TRUE(read_response(get(Output::Content, true), response)) << status;
  }
  Response response = answer("", "");
  response.status = 400;
  EXPECT_FALSE(read_response(get(Output::Content, true), response));
}

TEST(Status, IsNotHiddenByBadContent) {
  Response response = answer("application/json", "<html>");
  response.status = 502;
  response.reason.clear();
  const auto output = read_response(get(Output::Raw), response);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().status, 502);
  EXPECT_EQ(output.error().title, "Communication Error");
  EXPECT_EQ(to_json(output.error().extensions), R"({"response":"<html>"})");
}

TEST(Status, ComesWithoutContentThatIsTooLong) {
  Response response = answer("text/plain", std::string(kMaxProblemBodyBytes + 1, 'x'));
  response.status = 500;
  EXPECT_TRUE(read_response(get(), response).error().extensions.is_null());
  response.body.pop_back();
  EXPECT_FALSE(read_response(get(), response).error().extensions.is_null());
}

}  // namespace
}  // namespace baton::http
