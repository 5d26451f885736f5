// What the official tests do not ask.
#include "schema/formats.hpp"
#include "schema/uri.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace baton::schema {
namespace {

struct FormatCase {
  std::string_view format;
  std::string_view text;
  bool is_valid;
};

TEST(Format, IsWhatItsRfcSays) {
  constexpr std::array<FormatCase, 27> kCases = {{
      {"email", R"("\"\\"@example.org)", true},
      {"email", R"("\\""@example.org)", false},
      {"email", R"("a"b@example.org)", false},
      {"email", "a@[ipv6:::1]", true},
      {"email", "a@[IPv6:1.2.3.4]", false},
      {"email", "a@b@example.org", false},
      {"email", "a@", false},
      {"email", "\xc3\xa4@example.org", false},
      {"idn-email", "\xc3\xa4@\xc3\xa4.org", true},
      {"hostname", "", false},
      {"hostname", "a..b", false},
      {"hostname", "a.", false},
      {"ipv6", "1:2:3:4:5:6:7::", true},
      {"ipv6", "1:2:3:4:5:6:7:", false},
      {"ipv6", ":::", false},
      {"ipv6", "::1.2.3.4", true},
      {"ipv6", "1.2.3.4", false},
      {"uri", "http://a.com:8:0", false},
      {"uri", "http://user@", true},
      {"uri", "http://a/%4", false},
      {"uri-reference", "//[V1.fe]/p", true},
      {"uri-reference", "//[::ffff:192.168.0.01]/p", false},
      {"uri-reference", "1:b", false},
      {"duration", "P1Y2D", false},
      {"duration", "P1DT", false},
      {"date-time", "2020-02-29T23:59:60Z", true},
      {"relative-json-pointer", "01/a", false},
  }};
  for (const FormatCase& one : kCases)
    EXPECT_EQ(find_format(one.format)(one.text), one.is_valid) << one.format << one.text;
}

TEST(Format, IsNullIfItIsNotKnown) {
  EXPECT_EQ(find_format("telephone"), nullptr);
  EXPECT_EQ(find_format(""), nullptr);
}

// Those of RFC 3986, section 5.4.
TEST(Uri, IsResolvedAsTheRfcSays) {
  const std::string_view base = "http://a/b/c/d;p?q";
  constexpr std::array<std::array<std::string_view, 2>, 16> kCases = {{{"g:h", "g:h"},
                                                                       {"g", "http://a/b/c/g"},
                                                                       {"./g", "http://a/b/c/g"},
                                                                       {"g/", "http://a/b/c/g/"},
                                                                       {"/g", "http://a/g"},
                                                                       {"//g", "http://g"},
                                                                       {"?y", "http://a/b/c/d;p?y"},
                                                                       {"#s", "http://a/b/c/d;p?q#s"},
                                                                       {"", "http://a/b/c/d;p?q"},
                                                                       {".", "http://a/b/c/"},
                                                                       {"..", "http://a/b/"},
                                                                       {"../g", "http://a/b/g"},
                                                                       {"../..", "http://a/"},
                                                                       {"../../g", "http://a/g"},
                                                                       {"../../../g", "http://a/g"},
                                                                       {"g/../h", "http://a/b/c/h"}}};
  for (const auto& [reference, resolved] : kCases) EXPECT_EQ(resolve_uri(base, reference), resolved) << reference;
  EXPECT_EQ(resolve_uri("urn:example:a", "#/b"), "urn:example:a#/b");
}

RC_GTEST_PROP(Format, NeverCrashesOnAnyText, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('0', '2', '9', ':', '.', '-', '+', 'T', 'Z', 'P', 'Y', 'W', '@',
                                                        '[', ']', '"', '\\', '%', '/', '~', '#', 'a', '?', '\xc3'));
  for (const std::string_view name :
       {"date-time", "date", "time", "duration", "email", "idn-email", "hostname", "ipv4", "ipv6", "uri",
        "uri-reference", "iri", "iri-reference", "uuid", "json-pointer", "relative-json-pointer"}) {
    (void)find_format(name)(text);
  }
  (void)resolve_uri(text, text);
  RC_ASSERT(name_of_token(pointer_token(text)) == text);
}

}  // namespace
}  // namespace baton::schema
