#include "engine/escapes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baton::engine {
namespace {

// "A up to 8": what may stand at the start of the text.
std::vector<std::string> readings_of(std::string_view text, std::size_t max_depth = 3) {
  std::vector<std::string> out;
  for (const Reading& reading : read_escaped(text, 0, max_depth)) {
    out.push_back(std::string(reading.bytes.data(), reading.size) + " up to " + std::to_string(reading.next));
  }
  return out;
}
using Texts = std::vector<std::string>;

TEST(Escapes, AreReadWhenNested) {
  EXPECT_EQ(readings_of("%5Cu0041"), (Texts{"% up to 1", "\\ up to 3", "A up to 8"}));
  EXPECT_EQ(readings_of("%5Cu0041", 1), (Texts{"% up to 1", "\\ up to 3"}));
  EXPECT_EQ(readings_of("%2525252541"), (Texts{"% up to 1", "% up to 3", "% up to 5", "% up to 7"}));
}

TEST(Escapes, MayHaveEscapedCharacters) {
  EXPECT_EQ(readings_of(R"(\u00%341)"), (Texts{R"(\ up to 1)", "A up to 8"}));
  EXPECT_EQ(readings_of(R"(\u00%341)", 1), (Texts{R"(\ up to 1)"}));
  EXPECT_EQ(readings_of("&#6%35;"), (Texts{"& up to 1", "A up to 7"}));
}

TEST(Escapes, OfBackslashesAreReadEquallyOften) {
  EXPECT_EQ(readings_of(std::string(12, '\\')),
            (Texts{R"(\ up to 1)", R"(\ up to 2)", R"(\ up to 4)", R"(\ up to 8)"}));
}

TEST(Escapes, StandForCharactersOfSeveralBytes) {
  EXPECT_EQ(readings_of(R"(\u00e9)"), (Texts{R"(\ up to 1)", "é up to 6"}));
  EXPECT_EQ(readings_of(R"(\ud83d\ude00)"), (Texts{R"(\ up to 1)", "😀 up to 12"}));
  EXPECT_EQ(readings_of("&#128512;"), (Texts{"& up to 1", "😀 up to 9"}));
}

TEST(Escapes, ThatAreInvalidAreReadUnchanged) {
  for (const std::string text : {"%", "%4", "%zz", "\\", "\\u12", "\\ud83d", "\\ud83dx", "\\ude00", "&", "&;", "&#;",
                                 "&#x;", "&#x110000;", "&nothing;", "&amp", "a"}) {
    EXPECT_EQ(readings_of(text), (Texts{text.substr(0, 1) + " up to 1"})) << text;
  }
}

}  // namespace
}  // namespace baton::engine
