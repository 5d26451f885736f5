#include "engine/fetch.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

const Value kBearer = Value::object({{"bearer", Value::object({{"token", Value::string("s3cret")}})}});

std::expected<FetchRequest, std::string> led(const char* from, const char* location) {
  return redirected({.uri = from, .authentication = kBearer}, location);
}

TEST(Redirect, IsResolvedAgainstTheAddressThatWasAsked) {
  EXPECT_EQ(led("https://a.example/x/y?z=1", "../w")->uri, "https://a.example/w");
  EXPECT_EQ(led("https://a.example/x", "//b.example/w?v=2#part")->uri, "https://b.example/w?v=2");
  EXPECT_EQ(led("http://a.example/x", "https://a.example/x")->uri, "https://a.example/x");
}

TEST(Redirect, KeepsTheAuthenticationForTheSameServerAlone) {
  EXPECT_EQ(led("https://a.example/x", "/w")->authentication, kBearer);
  for (const char* elsewhere : {"https://b.example/w", "https://a.example:444/w", "//a.example.b.example/"}) {
    EXPECT_EQ(led("https://a.example/x", elsewhere)->authentication, Value()) << elsewhere;
  }
  EXPECT_EQ(led("http://a.example/x", "https://a.example/w")->authentication, Value());
}

TEST(Redirect, FromHttpsToHttpIsRefused) {
  const auto refused = led("https://a.example/x", "http://a.example/x?token=s3cret");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), "it is redirected to 'http://a.example/x': from https to http, which is not followed");
  EXPECT_FALSE(led("HTTPS://a.example/x", "HTTP://a.example/x"));
}

TEST(Redirect, ToAnotherSchemeOrToNoUriIsRefused) {
  for (const char* location :
       {"file:///etc/passwd", "ftp://a.example/", "catalog:/functions", "", "a b", "javascript:x"}) {
    EXPECT_FALSE(led("http://a.example/x", location)) << location;
  }
}

}  // namespace
}  // namespace baton::engine
