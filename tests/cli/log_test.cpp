// What the program logs on stderr: --log-level and --log-format.
#include "cli/log.hpp"
#include "cli/home.hpp"

#include <sqlite3.h>

#include <array>
#include <sstream>

namespace baton::testing {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Logging : public Cli {
 protected:
  // What is on stderr beside nothing: a run without progress and with this choice.
  [[nodiscard]] std::vector<std::string> lines(const Arguments& choice, const std::string& id = "x") {
    Arguments arguments{"run", write("greet.yaml", kGreet), "--input", R"({"name":"you"})", "--quiet", "--id", id};
    arguments.insert(arguments.end(), choice.begin(), choice.end());
    const auto outcome = baton(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "{\"text\":\"hello you\"}\n");
    return lines_of(outcome.err);
  }
};

TEST_F(Logging, SaysNothingOfWhatWorksUnlessItIsAsked) {
  EXPECT_TRUE(lines({}).empty());
  EXPECT_TRUE(lines({"--log-level", "error"}).empty());
  EXPECT_TRUE(lines({"--log-level", "off"}).empty());
}

TEST_F(Logging, IsALineOfTextWithTimeLevelMessageAndFields) {
  const auto all = lines({"--log-level", "info"});
  ASSERT_EQ(all.size(), 3u);
  constexpr std::string_view time = "2026-01-31T23:59:59.123Z";
  ASSERT_GT(all[0].size(), time.size());
  EXPECT_EQ(all[0][10], 'T');
  EXPECT_EQ(all[0][time.size() - 1], 'Z');
  EXPECT_TRUE(all[0].substr(time.size()).starts_with(" info the engine is open version=")) << all[0];
  EXPECT_TRUE(all[0].ends_with(" store=sqlite:baton.db mode=write operator_threads=16")) << all[0];
  EXPECT_EQ(all[2].substr(time.size()), " info the engine is closed");
}

TEST_F(Logging, IsAnObjectOnALineAsJson) {
  const auto all = lines({"--log-level", "info", "--log-format", "json"});
  ASSERT_EQ(all.size(), 3u);
  const auto open = parse_json(all[0]);
  ASSERT_TRUE(open) << all[0];
  EXPECT_EQ(*open->find("level"), Value::string("info"));
  EXPECT_EQ(*open->find("message"), Value::string("the engine is open"));
  EXPECT_EQ(*open->find("operator_threads"), Value::number(std::int64_t{16}));
  EXPECT_EQ(open->find("time")->as_string().size(), 24u);
  EXPECT_TRUE(parse_json(all[2]));
}

TEST_F(Logging, HasWhatIsQuarantinedByDefault) {
  ASSERT_EQ(baton({"deploy", write("long.yaml", kLong)}).status, 0);
  ASSERT_EQ(baton({"start", "long", "--id", "x"}).status, 5);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path("baton.db").c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, "UPDATE instances SET head = CAST('no JSON' AS BLOB)", nullptr, nullptr, nullptr),
            SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
  const auto outcome = baton({"suspend", "x"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "Z error an instance is quarantined instance=x reason=\"")) << outcome.err;
  EXPECT_FALSE(contains(baton({"suspend", "x", "--log-level", "off"}).err, "Z error")) << "it is logged all the same";
}

TEST_F(Logging, RefusesOtherLevelsAndFormats) {
  for (const auto& [option, known] : {std::pair{"--log-level", "choose one of info, warn, error, off"},
                                      std::pair{"--log-format", "choose one of text, json"}}) {
    for (const char* value : {"loud", ""}) {
      const auto refused = baton({"ls", option, value});
      EXPECT_EQ(refused.status, 2) << refused.err;
      EXPECT_EQ(refused.out, "");
      EXPECT_TRUE(*value == '\0' || contains(refused.err, known)) << refused.err;
    }
  }
}

TEST(StderrLog, QuotesATextThatCouldBeTakenForSomethingElse) {
  const std::array<LogField, 4> fields{LogField{"plain", "sqlite:baton.db"}, LogField{"forged", "a\n2026 error b=1"},
                                       LogField{"terminal", "\x1b[31m"}, LogField{"seconds", 1.5}};
  ::testing::internal::CaptureStderr();
  cli::stderr_log({})->log({.level = LogLevel::Warning, .message = "it happened", .fields = fields});
  cli::stderr_log({})->log({.level = LogLevel::Info, .message = "not asked for", .fields = {}});
  const std::string line = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(
      line.ends_with(" warning it happened plain=sqlite:baton.db forged=\"a\\n2026 error b=1\" "
                     "terminal=\xEF\xBF\xBD[31m seconds=1.5\n"))
      << line;
  EXPECT_EQ(cli::stderr_log({.from = cli::LogFrom::Off}), nullptr);
}

}  // namespace
}  // namespace baton::testing
