#include "engine/redaction.hpp"

#include "engine/limits.hpp"
#include "value/utf8.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace baton::engine {
namespace {

const std::string kToken = "s3cr3t-t0ken/ab+c";

Value redacted_value(const Value& output, const Value& secrets) {
  return std::get<core::Succeeded>(Redaction(secrets).redacted(core::Succeeded{output})).output;
}
std::string redacted(const std::string& text, const std::string& secret = kToken) {
  return std::string(redacted_value(Value::string(text), Value::object({{"tok", Value::string(secret)}})).as_string());
}
std::string redacted_json(std::string_view output, std::string_view secrets) {
  return to_json(redacted_value(parse_json(output).value(), parse_json(secrets).value()));
}

std::string base64(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += alphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += alphabet[bits << (6 - count) & 63U];
  while (out.size() % 4 != 0) out += '=';
  return out;
}
const std::string kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const std::string kUrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string hexadecimal(std::string_view bytes, std::string_view before, std::string_view digits) {
  std::string out;
  for (const char c : bytes) {
    out += before;
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

TEST(Redaction, HidesASecretAtAnyPlace) {
  EXPECT_EQ(redacted("GET http://host/" + kToken + " was answered with status 404"),
            "GET http://host/[redacted] was answered with status 404");
  EXPECT_EQ(redacted(kToken + kToken), "[redacted]");
  EXPECT_EQ(redacted("S3CR3T-T0KEN/AB+C"), "[redacted]");
  EXPECT_EQ(redacted("nothing of it"), "nothing of it");
}

TEST(Redaction, HidesAPartThatIsLongEnough) {
  EXPECT_EQ(redacted("bad token: 's3cr3t-t...'"), "bad token: '[redacted]...'");
  EXPECT_EQ(redacted("<cr3t-t0ken>"), "<[redacted]>");
  EXPECT_EQ(redacted("<s3cr3t->"), "<s3cr3t->");
}

TEST(Redaction, HidesWhatIsEncodedForAUri) {
  EXPECT_EQ(redacted("/s3cr3t-t0ken%2Fab%2Bc?"), "/[redacted]?");
  EXPECT_EQ(redacted("/s3cr3t-t0ken%2fab%2bc?"), "/[redacted]?");
  EXPECT_EQ(redacted("/s3cr3t-t0ken/ab%2Bc?"), "/[redacted]?");
  EXPECT_EQ(redacted('/' + hexadecimal(kToken, "%", "0123456789ABCDEF")), "/[redacted]");
  EXPECT_EQ(redacted("q=pass+word+of+mine&", "pass word of mine"), "q=[redacted]&");
  EXPECT_EQ(redacted("q=gar%C3%A7on+%26+co", "garçon & co"), "q=[redacted]");
}

TEST(Redaction, HidesWhatIsChangedInsideOfBase64) {
  EXPECT_EQ(redacted("PFMzQ1IzVC1UMEtFTi9BQitDPg=="), "P[redacted]Pg==");  // in upper case
  EXPECT_EQ(redacted("eyJhIjoiJTczJTMzJTYzJTcyJTMzJTc0JTJEJTc0JTMwJTZCJTY1JTZFJTJGJTYxJTYyJTJCJTYzIn0="),
            "eyJhIjoi[redacted]In0=");                                                        // percent-encoded
  EXPECT_EQ(redacted("cwAzAGMAcgAzAHQALQB0ADAAawBlAG4ALwBhAGIAKwBjAA=="), "[redacted]AA==");  // two bytes a character
  EXPECT_EQ(redacted("ZUhoVE0wTlNNMVF0VkRCTFJVNHZRVUlyUXc9PQ=="), "ZU[redacted]9PQ==");       // base64 of base64
  EXPECT_EQ(redacted("bm90aGluZyBvZiBpdA=="), "bm90aGluZyBvZiBpdA==");
  EXPECT_EQ(redacted("token: PFMzQ1IzVC1UMEtFTi9BQitDPg==, and so on"), "token: P[redacted]Pg==, and so on");
  EXPECT_EQ(redacted("/items/UzNDUjNULVQwS0VOL0FCK0M/x"), "/items/[redacted]/x");
}

TEST(Redaction, HidesWhatIsEscaped) {
  EXPECT_EQ(redacted(R"({"tok":"pass\"w\u00f6rd\\"})", "pass\"wörd\\"), R"({"tok":"[redacted]"})");
  EXPECT_EQ(redacted(R"("{\"tok\":\"p\\u00f6ss\\nword\"}")", "pöss\nword"), R"("{\"tok\":\"[redacted]\"}")");
  EXPECT_EQ(redacted(R"(\ud83d\ude00\ud83d\ude01)", "😀😁"), "[redacted]");
  EXPECT_EQ(redacted("<b>a&amp;b&lt;c&#39;d&#x22;e</b>", "a&b<c'd\"e"), "<b>[redacted]</b>");
  EXPECT_EQ(redacted("a%26amp%3Bb%26lt%3Bcdef", "a&b<cdef"), "[redacted]");
}

TEST(Redaction, HidesWhatHasANameInHtml) {
  EXPECT_EQ(redacted("<M&uuml;ller&lowbar;L&uuml;denscheidt>", "Müller_Lüdenscheidt"), "<[redacted]>");
  EXPECT_EQ(redacted("&Auml;&szlig;&thinsp;&THORN;&frac34;", "Äß"), "[redacted]&thinsp;&THORN;&frac34;");
  EXPECT_EQ(redacted("&amp;AElig;&eacute;&#xe9;&#233;", "Æééé"), "[redacted]");
  EXPECT_EQ(redacted("&auml;&uuml;", "ÄÜäö"), "&auml;&uuml;");
}

TEST(Redaction, HidesWhatIsLatin1) {
  EXPECT_EQ(redacted("q=M%FCller-L%fcdenscheidt&", "Müller-Lüdenscheidt"), "q=[redacted]&");
  EXPECT_EQ(redacted(base64("M\xFCller-L\xFC", kStandard), "Müller-Lüdenscheidt"), "[redacted]");
  EXPECT_EQ(redacted(base64("\xC4\xD6\xDC\xDF", kStandard), "ÄÖÜß"), "[redacted]==");
}

TEST(Redaction, HidesWhatIsUtf16) {
  EXPECT_EQ(redacted("//4fBDAEQAQ+BDsETAQ=", "Пароль"), "//[redacted]=");
  EXPECT_EQ(redacted("/v8EHwQwBEAEPgQ7BEw=", "Пароль"), "/v[redacted]=");
  EXPECT_EQ(redacted(std::string("\x1F\x04\x30\x04\x40\x04\x3E\x04 Pa"), "Пароль"), "[redacted] Pa");
  EXPECT_EQ(redacted("%1F%04%30%04%40%04%3E%04", "Пароль"), "[redacted]");
  EXPECT_EQ(redacted("ZeVnLIqe", "日本語"), "[redacted]");  // shorter than a part
}

TEST(Redaction, HidesASecretWithNestedEscapes) {
  EXPECT_EQ(redacted("s3cr3t%255Cu002dt0ken%25252Fab"), "[redacted]");
  EXPECT_EQ(redacted(R"(s3cr3t\u00&#x32;dt0k%65n&amp;#47;ab)"), "[redacted]");
  EXPECT_EQ(redacted("s%00e%00c%00r%00e%00t%00 %00w%00o%00r%00d%00", "secret word"), "[redacted]%00");
}

TEST(Redaction, LeavesWhatOnlyLooksEscaped) {
  const std::string text = "100% of \\ & % & \\u12 %4 %zz &nothing; &#; &#x; + \\ud83d \\x4";
  EXPECT_EQ(redacted(text), text);
  EXPECT_EQ(redacted(text + kToken + "%"), text + "[redacted]%");
}

TEST(Redaction, HidesASecretInBase64AfterAnyText) {
  for (const std::string& alphabet : {kStandard, kUrlSafe}) {
    for (const std::string before : {"", "u", "us", "use", "user:"}) {
      for (const std::string after : {"", "!", "!!"}) {
        const std::string shown = redacted("Basic " + base64(before + kToken + after, alphabet));
        EXPECT_TRUE(shown.contains("[redacted]")) << shown;
        EXPECT_LE(shown.size(), 6 + 8 + 10 + 8u) << shown;
      }
    }
  }
  EXPECT_EQ(redacted(base64("abc?>>", kStandard), "abc?>>"), "[redacted]");
}

TEST(Redaction, HidesWhatIsInBase32OrBase16) {
  EXPECT_EQ(redacted("ONSWG4TFOQ======", "secret"), "[redacted]Q======");
  EXPECT_EQ(redacted("0x" + hexadecimal(kToken, "", "0123456789abcdef")), "0x[redacted]");
  EXPECT_EQ(redacted("0x" + hexadecimal(kToken, "", "0123456789ABCDEF")), "0x[redacted]");
}

TEST(Redaction, HidesMembersNamesAndEveryPartOfAValue) {
  EXPECT_EQ(redacted_json(R"({"hunter2!":[{"a":"x hunter2! y"}],"b":1})", R"({"db":{"password":["hunter2!"]}})"),
            R"({"[redacted]":[{"a":"x [redacted] y"}],"b":1})");
}

TEST(Redaction, KeepsEveryMemberWhoseNameIsHidden) {
  EXPECT_EQ(redacted_json(R"({"hunter2!":1,"[redacted] 2":2,"a":3,"HUNTER2!":4,"hunter%32!":5,"xhunter2!":6})",
                          R"({"a":"hunter2!"})"),
            R"({"[redacted]":1,"[redacted] 2":2,"a":3,"[redacted] 3":4,"[redacted] 4":5,"x[redacted]":6})");
  EXPECT_EQ(redacted_json(R"({"hunter2!":1,"[redacted]":2})", R"({"a":"hunter2!"})"),
            R"({"[redacted] 2":1,"[redacted]":2})");
}

TEST(Redaction, HidesNumbers) {
  EXPECT_EQ(redacted_json(R"([4711,4711.0,"4711",14711,"pin 4711"])", R"({"pin":4711})"),
            R"(["[redacted]","[redacted]","[redacted]",14711,"pin [redacted]"])");
  EXPECT_EQ(redacted_json("[4711]", R"({"pin":"4711"})"), R"(["[redacted]"])");
  EXPECT_EQ(redacted_json("[991234567899]", R"({"account":"12345678"})"), R"(["[redacted]"])");
}

TEST(Redaction, TakesSecretsOfAnyDepth) {
  Value secrets = Value::string(kToken);
  for (int i = 0; i < 100'000; ++i) secrets = Value::array({std::move(secrets)});
  EXPECT_EQ(redacted_value(Value::string(kToken), secrets), Value::string("[redacted]"));
}

// It would be found in everything.
TEST(Redaction, HidesAVeryShortSecretOnlyIfItIsTheWholeText) {
  EXPECT_EQ(redacted_json(R"(["1","11","HTTP/1.1",1,true,null])", R"({"a":"1","b":1,"c":true,"d":null,"e":""})"),
            R"(["[redacted]","11","HTTP/1.1",1,true,null])");
  EXPECT_EQ(redacted_json(R"(["abcd","xabcdx"])", R"({"a":"abcd"})"), R"(["[redacted]","x[redacted]x"])");
}

TEST(Redaction, HidesNoPartOfACharacter) {
  // The second byte of both is the same.
  EXPECT_EQ(redacted("xĩ2345678x", "é2345678"), "x[redacted]x");
}

TEST(Redaction, FindsASecretAnywhereInALongText) {
  std::string text(100'000, '.');
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{16'380}, std::size_t{16'384}, std::size_t{50'001}, text.size() - kToken.size()}) {
    std::string with_secret = text;
    with_secret.replace(at, kToken.size(), kToken);
    EXPECT_EQ(redacted(with_secret).size(), text.size() - kToken.size() + std::string("[redacted]").size()) << at;
  }
}

TEST(Redaction, DoesNotChangeAValueWithoutASecret) {
  const Value output = parse_json(R"({"a":["a text that is long enough"]})").value();
  EXPECT_EQ(redacted_value(output, Value::object({{"tok", Value::string(kToken)}})).identity(), output.identity());
}

TEST(Redaction, HidesSecretsInEveryMemberOfAProblem) {
  const Redaction redaction(Value::object({{"tok", Value::string("communication")}}));
  const Problem problem{.type = "urn:communication",
                        .status = 404,
                        .title = "no communication",
                        .detail = "in communication",
                        .instance = "/communication",
                        .extensions = Value::object({{"communication", Value::string("communication")}})};
  const Problem hidden{.type = "urn:[redacted]",
                       .status = 404,
                       .title = "no [redacted]",
                       .detail = "in [redacted]",
                       .instance = "/[redacted]",
                       .extensions = Value::object({{"[redacted]", Value::string("[redacted]")}})};
  EXPECT_EQ(redaction.redacted(core::Failed{problem}), core::Outcome(core::Failed{hidden}));
  EXPECT_EQ(redaction.redacted(core::OutcomeUnknown{problem}), core::Outcome(core::OutcomeUnknown{hidden}));
}

TEST(Redaction, LeavesTheStandardTypesOfErrors) {
  const Redaction redaction(Value::object({{"tok", Value::string("communication")}}));
  const auto outcome = redaction.redacted(core::Failed{make_problem(ProblemKind::Communication, "")});
  EXPECT_EQ(std::get<core::Failed>(outcome).problem->type, problem_type(ProblemKind::Communication));
}

using Encode = std::function<std::string(const std::string&)>;

// Each escapes a random choice of what need not be escaped.
std::string escaped_at_random(const std::string& text, const std::function<std::string(char)>& escape) {
  std::string out;
  for (const char c : text) out += *rc::gen::arbitrary<bool>() ? escape(c) : std::string(1, c);
  return out;
}

const std::vector<Encode>& encodings() {
  static const std::vector<Encode> all = {
      [](const std::string& text) { return text; },
      [](const std::string& text) { return hexadecimal(text, "%", "0123456789ABCDEF"); },
      [](const std::string& text) { return hexadecimal(text, "", "0123456789abcdef"); },
      [](const std::string& text) { return base64(text, kStandard); },
      [](const std::string& text) { return base64(text, kUrlSafe); },
      [](const std::string& text) {
        return escaped_at_random(text, [](char c) { return hexadecimal({&c, 1}, "%", "0123456789abcdef"); });
      },
      [](const std::string& text) {
        return escaped_at_random(text, [](char c) { return hexadecimal({&c, 1}, "\\u00", "0123456789abcdef"); });
      },
      [](const std::string& text) {
        return escaped_at_random(text, [](char c) { return "&#" + std::to_string(int{c}) + ';'; });
      }};
  return all;
}

RC_GTEST_PROP(Redaction, LeavesNoPartOfASecretInAnyEncoding, ()) {
  const auto printable = rc::gen::inRange<char>('!', '~');
  const std::string secret = *rc::gen::suchThat(rc::gen::resize(30, rc::gen::container<std::string>(printable)),
                                                [](const std::string& s) { return s.size() >= kMinSecret; });
  const std::string before = *rc::gen::container<std::string>(printable);
  const std::string after = *rc::gen::container<std::string>(printable);
  const Encode encode = *rc::gen::elementOf(encodings());
  const std::string encoded = encode(secret);
  RC_PRE(!std::string("[redacted]").contains(secret));
  RC_ASSERT(!redacted(before + encode(secret) + after, secret).contains(encoded));
  RC_ASSERT(!redacted(encode(before + secret + after), secret).contains(encoded));
  RC_ASSERT(!redacted(before + secret + after, secret).contains(secret));
}

// Escapes at random, and always the character that begins an escape, as a real encoder does.
Encode escape(const std::string& before, const std::string& digits, const std::string& after = "") {
  return [=](const std::string& text) {
    std::string out;
    for (const char c : text) {
      const bool is_escaped = c == before[0] || *rc::gen::arbitrary<bool>();
      out += is_escaped ? before + hexadecimal({&c, 1}, "", digits) + after : std::string(1, c);
    }
    return out;
  };
}
const std::vector<Encode>& escapes() {
  static const std::vector<Encode> all = {escape("%", "0123456789ABCDEF"), escape("\\u00", "0123456789ABCDEF"),
                                          escape("\\x", "0123456789abcdef"), escape("&#x", "0123456789abcdef", ";"),
                                          [](const std::string& text) { return text; }};
  return all;
}

std::string in_any_case(const std::string& text) {
  return escaped_at_random(text, [](char c) {
    const bool is_lower = c >= 'a' && c <= 'z';
    return std::string(1, is_lower ? static_cast<char>(c - 'a' + 'A') : c);
  });
}

std::string escaped_many_times(std::string text) {
  for (int times = 0; times < 3; ++times) text = (*rc::gen::elementOf(escapes()))(text);
  return text;
}

std::string some_secret() {
  const auto printable = rc::gen::inRange<char>('!', '~');
  return *rc::gen::suchThat(rc::gen::resize(30, rc::gen::container<std::string>(printable)),
                            [](const std::string& text) { return text.size() >= kMinSecret; });
}

RC_GTEST_PROP(Redaction, FindsExactlyWhatIsEscapedUpToThreeTimes, ()) {
  const std::string secret = some_secret();
  RC_ASSERT(redacted(' ' + escaped_many_times(in_any_case(secret)) + ' ', secret) == " [redacted] ");
}

RC_GTEST_PROP(Redaction, FindsWhatIsChangedInsideOfBase64InALongerText, ()) {
  const std::string secret = some_secret();
  const std::string before = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab /:")));
  const std::string after = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab /:")));
  const std::string inner = escaped_many_times(in_any_case(secret));
  const std::string alphabet = *rc::gen::elementOf(std::vector<std::string>{kStandard, kUrlSafe});
  std::string encoded = base64(" " + inner + " ", alphabet);
  std::size_t most_left = 8;  // digits that depend on what is beside the secret, too
  if (*rc::gen::arbitrary<bool>()) {
    encoded = base64(encoded, kStandard);
    most_left = 16;
  }
  const std::string shown = redacted(before + encoded + after, secret);
  RC_ASSERT(shown.contains("[redacted]"));
  RC_ASSERT(shown.size() <= before.size() + after.size() + std::string("[redacted]").size() + most_left);
}

std::string utf16(const std::vector<std::uint32_t>& characters, bool is_big_endian) {
  std::string out;
  const auto put = [&](std::uint32_t unit) {
    const char high = static_cast<char>(unit >> 8U);
    const char low = static_cast<char>(unit & 0xFFU);
    out += is_big_endian ? std::string{high, low} : std::string{low, high};
  };
  for (const std::uint32_t character : characters) {
    if (character >= 0x10000) put(0xD7C0 + (character >> 10U));
    put(character < 0x10000 ? character : 0xDC00 + (character & 0x3FFU));
  }
  return out;
}

RC_GTEST_PROP(Redaction, FindsUtf16OfAnyCharactersInsideOfBase64, ()) {
  const auto character =
      rc::gen::oneOf(rc::gen::inRange<std::uint32_t>('!', 0x7F), rc::gen::inRange<std::uint32_t>(0xA0, 0x100),
                     rc::gen::inRange<std::uint32_t>(0x400, 0x500), rc::gen::inRange<std::uint32_t>(0x4E00, 0x9FFF),
                     rc::gen::inRange<std::uint32_t>(0x1F300, 0x1F600));
  const auto characters = *rc::gen::suchThat(rc::gen::container<std::vector<std::uint32_t>>(character),
                                             [](const auto& some) { return some.size() >= 4; });
  std::string secret;
  for (const std::uint32_t one : characters) utf8::append(secret, one);
  const std::string before(*rc::gen::inRange<std::size_t>(0, 4), '.');
  const std::string encoded = base64(before + utf16(characters, *rc::gen::arbitrary<bool>()) + "..", kStandard);
  const std::string shown = redacted(encoded, secret);
  RC_ASSERT(shown.contains("[redacted]"));
  RC_ASSERT(shown.size() <= before.size() * 2 + std::string("[redacted]").size() + 8);
}

RC_GTEST_PROP(Redaction, LeavesTextThatShowsNoSecret, ()) {
  const std::string text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("%+\\&;#ux0123456789abcdefg")));
  RC_ASSERT(redacted(text, "zyxwvutsrq") == text);
}

}  // namespace
}  // namespace baton::engine
