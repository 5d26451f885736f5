#include "webhooks/signature.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::webhooks {
namespace {

std::string hex(const std::string& bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[(static_cast<unsigned char>(c) >> 4) & 0xf];
    text += digits[static_cast<unsigned char>(c) & 0xf];
  }
  return text;
}

// RFC 4231, sections 4.3 and 4.7.
TEST(WebhookSignature, IsTheHmacOfTheStandard) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  const SignedMessage message{
      .id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .timestamp = "1614265330", .body = R"({"test": 2432232314})"};
  EXPECT_EQ(signatures_of(message, {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, IsOneForEachSecret) {
  const SignedMessage message{.id = "a", .timestamp = "1", .body = "b"};
  const std::string both = signatures_of(message, {"old secret", "new secret"});
  EXPECT_EQ(both, signatures_of(message, {"old secret"}) + " " + signatures_of(message, {"new secret"}));
  EXPECT_NE(signatures_of(message, {"old secret"}), signatures_of(message, {"new secret"}));
}

TEST(WebhookSignature, TakesASecretThatIsNoBase64AsItIs) {
  EXPECT_EQ(key_of_secret("whsec_aGVsbG8="), "hello");
  EXPECT_EQ(key_of_secret("whsec_aGVsbG8"), "hello");
  EXPECT_EQ(key_of_secret("whsec_?"), "whsec_?");
  EXPECT_EQ(key_of_secret("hello"), "hello");
}

// RFC 4648, section 10.
TEST(WebhookSignature, WritesBase64) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace baton::webhooks
