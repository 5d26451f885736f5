#include "adapters/http/request.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

const std::string kTraceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

Value json(std::string_view text) {
  return parse_json(text).value();
}

Request request(std::string_view arguments) {
  auto result = read_request(json(arguments), IntentKey{"run/1/0"}, kTraceparent);
  if (!result) {
    ADD_FAILURE() << result.error().detail;
    return {};
  }
  return *std::move(result);
}

Problem refusal(std::string_view arguments) {
  const auto result = read_request(json(arguments), IntentKey{"run/1/0"}, kTraceparent);
  EXPECT_FALSE(result.has_value()) << arguments;
  return result ? Problem{} : result.error();
}

// What a request with that URI and query asks for.
std::string requested(std::string_view uri, std::string_view query) {
  return request(R"({"method":"get","uri":")" + std::string(uri) + R"(","query":)" + std::string(query) + "}").uri.text;
}

std::string header(const Request& request, std::string_view name) {
  const std::string* value = find_header(request.headers, name);
  return value == nullptr ? "(none)" : *value;
}

Request post(std::string_view headers, std::string_view body) {
  return request(R"({"method":"post","uri":"http://h/","headers":)" + std::string(headers) + R"(,"body":)" +
                 std::string(body) + "}");
}

TEST(Request, HasItsMethodInUpperCase) {
  EXPECT_EQ(request(R"({"method":"pAtch","uri":"http://h/"})").method, "PATCH");
}

TEST(Request, HasDefaultsThatTheUserCanReplace) {
  const Request plain = request(R"({"method":"get","uri":"http://h/"})");
  EXPECT_EQ(header(plain, "Accept"), "application/json, */*;q=0.5");
  EXPECT_TRUE(header(plain, "User-Agent").starts_with("baton/"));
  EXPECT_EQ(header(plain, "Idempotency-Key"), "run/1/0");
  EXPECT_EQ(header(plain, "traceparent"), kTraceparent);
  EXPECT_EQ(plain.output, Output::Content);
  EXPECT_FALSE(plain.accepts_redirects);
  EXPECT_FALSE(plain.body);

  const Request custom = request(R"({"method":"get","uri":"http://h/","output":"raw","redirect":true,
                                     "headers":{"accept":"text/plain","user-agent":"me","idempotency-key":"k",
                                                "Traceparent":"t"}})");
  EXPECT_EQ(custom.headers,
            (std::vector<Pair>{
                {"accept", "text/plain"}, {"user-agent", "me"}, {"idempotency-key", "k"}, {"Traceparent", "t"}}));
  EXPECT_EQ(custom.output, Output::Raw);
  EXPECT_TRUE(custom.accepts_redirects);
}

TEST(Request, TakesScalarHeadersAndLeavesOutNull) {
  const Request sent =
      request(R"({"method":"get","uri":"http://h/","headers":{"A":1.50,"B":true,"C":null,"D":"","E":"tab\tbed"}})");
  EXPECT_EQ(header(sent, "A"), "1.50");
  EXPECT_EQ(header(sent, "B"), "true");
  EXPECT_EQ(header(sent, "C"), "(none)");
  EXPECT_EQ(header(sent, "D"), "");
  EXPECT_EQ(header(sent, "E"), "tab\tbed");
}

TEST(Request, AppendsTheQueryToTheUris) {
  EXPECT_EQ(requested("http://h/p", R"({"a":1,"b":true})"), "http://h/p?a=1&b=true");
  EXPECT_EQ(requested("http://h/p?x=y", R"({"a":"b"})"), "http://h/p?x=y&a=b");
  EXPECT_EQ(requested("http://h", R"({"a":["b","c",null],"none":null,"empty":[]})"), "http://h/?a=b&a=c");
  EXPECT_EQ(requested("http://h/", R"({"a&=":" /?#[]@%+ü~"})"), "http://h/?a%26%3D=%20%2F%3F%23%5B%5D%40%25%2B%C3%BC~");
  EXPECT_EQ(requested("http://h/?x", "{}"), "http://h/?x");
}

TEST(Request, EncodesLettersBeyondAsciiInThePath) {
  EXPECT_EQ(requested("http://h/zoë?q=ü", "{}"), "http://h/zo%C3%AB?q=%C3%BC");
}

TEST(Request, ShowsNeitherQueryNorUserInformation) {
  const Request sent = request(R"({"method":"get","uri":"https://u%40:p%3A1@h:8443/p?token=t#f","query":{"k":"s"}})");
  EXPECT_EQ(sent.uri.text, "https://h:8443/p?token=t&k=s");
  EXPECT_EQ(sent.shown(), "GET https://h:8443/p");
}

TEST(Request, TakesTheEndpointInEachForm) {
  EXPECT_EQ(request(R"({"method":"get","endpoint":"http://h/p"})").uri.text, "http://h/p");
  const Request sent =
      request(R"({"method":"get","endpoint":{"uri":"http://h/p","authentication":{"bearer":{"token":"t"}}}})");
  EXPECT_EQ(sent.uri.text, "http://h/p");
  EXPECT_EQ(header(sent, "Authorization"), "Bearer t");
}

TEST(Request, Authenticates) {
  const std::string start = R"({"method":"get","uri":"http://h/","authentication":)";
  EXPECT_EQ(header(request(start + R"({"basic":{"username":"Aladdin","password":"open sesame"}}})"), "Authorization"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(header(request(start + R"({"bearer":{"token":"abc"}}})"), "Authorization"), "Bearer abc");
  EXPECT_EQ(header(request(start + "null}"), "Authorization"), "(none)");
  EXPECT_EQ(header(request(R"({"method":"get","uri":"http://Aladdin:open%20sesame@h/"})"), "Authorization"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(Request, SendsJsonUnlessATypeIsGiven) {
  EXPECT_EQ(header(post("{}", R"({"n":1.0})"), "Content-Type"), "application/json");
  EXPECT_EQ(post("{}", R"({"n":1.0})").body, R"({"n":1.0})");
  EXPECT_EQ(post("{}", R"("text")").body, R"("text")");
  EXPECT_EQ(post("{}", "false").body, "false");
  EXPECT_EQ(post("{}", "null").body, std::nullopt);
  EXPECT_EQ(header(post("{}", "null"), "Content-Type"), "(none)");
  EXPECT_EQ(post(R"({"content-type":"application/vnd.api+json"})", "[1]").body, "[1]");
}

TEST(Request, SendsAStringAsItIsWhenATypeIsGivenThatIsNotJson) {
  EXPECT_EQ(post(R"({"content-type":"text/plain"})", R"("text")").body, "text");
  EXPECT_EQ(post(R"({"content-type":"application/json; charset=utf-8"})", R"("{\"a\":1}")").body, R"("{\"a\":1}")");
  EXPECT_EQ(post(R"({"content-type":"text/plain"})", "42").body, "42");
}

TEST(Request, SendsAFormWhenItsTypeIsGiven) {
  const std::string type = R"({"Content-Type":"Application/X-WWW-Form-Urlencoded"})";
  EXPECT_EQ(post(type, R"({"a b":"c&d","n":1,"l":[1,2],"none":null})").body, "a%20b=c%26d&n=1&l=1&l=2");
  EXPECT_EQ(post(type, R"("a=b")").body, "a=b");
}

struct Refused {
  std::string arguments;
  std::string detail;  // a part of it
  ProblemKind kind = ProblemKind::Validation;
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.arguments;
}

class RefusedRequest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, NamesTheArgument) {
  const Problem problem = refusal(GetParam().arguments);
  EXPECT_EQ(problem.type, problem_type(GetParam().kind));
  EXPECT_EQ(problem.status, 400);
  EXPECT_TRUE(problem.detail.contains(GetParam().detail)) << problem.detail;
  EXPECT_FALSE(problem.detail.contains("s3cret")) << problem.detail;
}

std::string with(std::string_view more) {
  return R"({"method":"get","uri":"http://h/",)" + std::string(more) + "}";
}
std::string at(std::string_view uri) {
  return R"({"method":"get","uri":")" + std::string(uri) + R"("})";
}

INSTANTIATE_TEST_SUITE_P(
    Validation, RefusedRequest,
    ::testing::Values(
        Refused{"[]", "must be an object, not an array"}, Refused{R"({"uri":"http://h/"})", "`method` is missing"},
        Refused{R"({"method":1,"uri":"http://h/"})", "`method` must be a string, not a number"},
        Refused{R"({"method":"GET /","uri":"http://h/"})", "`method`"},
        Refused{R"({"method":"","uri":"http://h/"})", "`method`"}, Refused{R"({"method":"get"})", "`uri` is missing"},
        Refused{R"({"method":"get","endpoint":{}})", "`uri` is missing"},
        Refused{R"({"method":"get","endpoint":[]})", "`uri` must be a string, not an array"},
        Refused{with(R"("endpoint":"http://h/")"), "use only one of them"},
        Refused{with(R"("retries":1)"), "`retries`"},
        Refused{R"({"method":"get","endpoint":{"uri":"http://h/","auth":{}}})", "`auth`"},
        Refused{with(R"("headers":[])"), "`headers` must be an object, not an array"},
        Refused{with(R"("headers":{"A":["s3cret"]})"), "`headers.A` must be"},
        Refused{with(R"("headers":{"A":"s3cret\r\nB: c"})"), "`headers.A` contains a control character"},
        Refused{with(R"("headers":{"A":"s3cret\u0000"})"), "`headers.A`"},
        Refused{with(R"("headers":{"A:s3cret\r\n":"b"})"), "`headers`"},
        Refused{with(R"("headers":{"Content-length":"3"})"), "`headers.Content-length` cannot be set"},
        Refused{with(R"("headers":{"transfer-encoding":"chunked"})"), "`headers.transfer-encoding`"},
        Refused{with(R"("query":"a=b")"), "`query` must be an object, not a string"},
        Refused{with(R"("query":{"a":{"s3cret":1}})"), "`query.a` must be"},
        Refused{with(R"("query":{"a":[["s3cret"]]})"), "`query.a` must be"},
        Refused{with(R"("output":"xml")"), "`output`"}, Refused{with(R"("output":1)"), "`output`"},
        Refused{with(R"("redirect":"yes")"), "`redirect` must be a boolean, not a string"},
        Refused{with(R"("authentication":"s3cret")"), "`authentication` must be an object"},
        Refused{with(R"("authentication":{"bearer":{"token":7}})"), "`authentication.bearer.token`"},
        Refused{with(R"("authentication":{"bearer":{"token":"s3cret\n"}})"), "`authentication`"},
        Refused{with(R"("authentication":{"basic":{"username":"s3cret"}})"), "`authentication.basic.password`"},
        Refused{R"({"method":"head","uri":"http://h/","body":1})", "`body`"},
        Refused{with(R"("headers":{"Content-Type":"text/xml"},"body":{"s3cret":1})"), "`body` must be a string"},
        Refused{with(R"("headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":[1])"), "`body`"},
        Refused{with(R"("headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":{"a":{}})"),
                "`body.a`"}));

INSTANTIATE_TEST_SUITE_P(
    Configuration, RefusedRequest,
    ::testing::Values(
        Refused{at("ftp://h/s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at("file:///s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at("/s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at("h/s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at(""), "`uri`", ProblemKind::Configuration},
        Refused{at("http://h:99999/s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at("http://h/ s3cret"), "`uri`", ProblemKind::Configuration},
        Refused{at(R"(http://h/\r\ns3cret)"), "`uri`", ProblemKind::Configuration},
        Refused{at(R"(http://h/\u0000s3cret)"), "`uri`", ProblemKind::Configuration},
        Refused{with(R"("authentication":{})"), "`authentication` must have", ProblemKind::Configuration},
        Refused{with(R"("authentication":{"digest":{"username":"s3cret"}})"), "basic", ProblemKind::Configuration},
        Refused{with(R"("authentication":{"basic":{"username":"s3:cret","password":""}})"), "colon",
                ProblemKind::Configuration},
        Refused{with(R"("headers":{"authorization":"s3cret"},"authentication":{"bearer":{"token":"t"}})"),
                "use only one of them", ProblemKind::Configuration},
        Refused{R"({"method":"get","uri":"http://u:s3cret@h/","authentication":{"bearer":{"token":"t"}}})",
                "use only one of them", ProblemKind::Configuration}));

}  // namespace
}  // namespace baton::http
