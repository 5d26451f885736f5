#include "adapters/http/encoding.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

TEST(Base64, PadsItsEnd) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("\xff\xfe\xfd\xfc"), "//79/A==");
}

TEST(PercentEncode, KeepsOnlyTheUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode(std::string_view("/ +\xff\0", 5)), "%2F%20%2B%FF%00");
}

TEST(Latin1, BecomesUtf8) {
  EXPECT_EQ(utf8_from_latin1("a\xe9"), "a\u00e9");
}

}  // namespace
}  // namespace baton::http
