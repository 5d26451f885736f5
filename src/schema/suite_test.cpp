// The official tests of JSON Schema, all that the drafts require and all that is optional but what Baton does not do: to check
// the formats idn-hostname and uri-template and to decode contents. They must be there: without them nothing proves that
// schemas mean what they say.
#include "schema/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace baton::schema {
namespace {

namespace fs = std::filesystem;

Value read(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  auto value = parse_json(text.str());
  EXPECT_TRUE(value.has_value()) << file;
  return value.value_or(Value());
}

std::map<std::string, Value, std::less<>> remotes() {
  std::map<std::string, Value, std::less<>> documents;
  const fs::path folder = fs::path(BATON_SCHEMA_SUITE) / "remotes";
  std::error_code missing;  // the tests say so themselves
  for (const auto& entry : fs::recursive_directory_iterator(folder, missing)) {
    if (!entry.is_regular_file()) continue;
    documents["http://localhost:1234/" + fs::relative(entry.path(), folder).generic_string()] = read(entry.path());
  }
  return documents;
}

class Suite {
 public:
  Suite(std::string draft, std::string_view meta_schema, Formats formats) : draft_(std::move(draft)) {
    options_.documents = remotes();
    options_.formats = formats;
    default_meta_schema_ = std::string(meta_schema);
  }

  [[nodiscard]] fs::path folder() const { return fs::path(BATON_SCHEMA_SUITE) / "tests" / draft_; }

  void run_folder() {
    ASSERT_TRUE(fs::is_directory(folder())) << "install the package libtest-json-schema-acceptance-perl";
    for (const auto& entry : fs::directory_iterator(folder())) {
      if (entry.is_regular_file()) run(entry.path().filename().generic_string());
    }
    EXPECT_GT(tests_, 500U);
  }

  void run(const std::string& file) {
    ASSERT_TRUE(fs::is_regular_file(folder() / file))
        << folder() / file << ": install the package libtest-json-schema-acceptance-perl";
    const Value groups = read(folder() / file);
    for (const Value& group : groups.items()) run_group(draft_ + "/" + file, group);
  }

 private:
  void run_group(const std::string& file, const Value& group) {
    const std::string_view description = group.find("description")->as_string();
    Value document = *group.find("schema");
    // Without $schema it would be 2020-12.
    if (document.is_object() && document.find("$schema") == nullptr)
      document = document.with("$schema", default_meta_schema_);
    const auto schema = compile(document, options_);
    ASSERT_TRUE(schema) << file << ": " << description << ": " << schema.error().place << ": "
                        << schema.error().message;
    for (const Value& test : group.find("tests")->items()) {
      ++tests_;
      const std::string_view name = test.find("description")->as_string();
      const auto report = schema->validate(*test.find("data"));
      const bool is_right = report && report->is_valid() == test.find("valid")->as_boolean();
      EXPECT_TRUE(is_right) << file << ": " << description << ": " << name << "\n  " << to_json(document) << "\n  "
                            << to_json(*test.find("data")) << "\n  "
                            << (!report                      ? report.error().message
                                : report->violations.empty() ? "valid"
                                                             : describe(report->violations[0]));
    }
  }

  std::string draft_;
  std::string default_meta_schema_;
  Options options_;
  std::size_t tests_ = 0;
};

constexpr std::string_view kDraft7 = "http://json-schema.org/draft-07/schema#";
constexpr std::string_view kDraft2019 = "https://json-schema.org/draft/2019-09/schema";
constexpr std::string_view kDraft2020 = "https://json-schema.org/draft/2020-12/schema";

TEST(OfficialSuite, PassesAllThatDraft7Requires) {
  Suite("draft7", kDraft7, Formats::Ignored).run_folder();
}
TEST(OfficialSuite, PassesAllThat2019Requires) {
  Suite("draft2019-09", kDraft2019, Formats::Ignored).run_folder();
}
TEST(OfficialSuite, PassesAllThat2020Requires) {
  Suite("draft2020-12", kDraft2020, Formats::Ignored).run_folder();
}

constexpr std::array<std::string_view, 16> kFormatFiles = {
    "date-time", "date", "email",        "hostname", "idn-email", "ipv4",          "ipv6",    "iri-reference",
    "iri",       "time", "json-pointer", "regex",    "uri",       "uri-reference", "unknown", "relative-json-pointer"};

TEST(OfficialSuite, PassesTheFormatsOfDraft7) {
  Suite suite("draft7", kDraft7, Formats::Asserted);
  for (const std::string_view format : kFormatFiles) suite.run("optional/format/" + std::string(format) + ".json");
}
TEST(OfficialSuite, PassesTheFormatsOf2019) {
  Suite suite("draft2019-09", kDraft2019, Formats::Asserted);
  for (const std::string_view format : kFormatFiles) suite.run("optional/format/" + std::string(format) + ".json");
  for (const std::string_view format : {"duration", "uuid"})
    suite.run("optional/format/" + std::string(format) + ".json");
}
TEST(OfficialSuite, PassesTheFormatsOf2020) {
  Suite suite("draft2020-12", kDraft2020, Formats::Asserted);
  for (const std::string_view format : kFormatFiles) suite.run("optional/format/" + std::string(format) + ".json");
  for (const std::string_view format : {"duration", "uuid"})
    suite.run("optional/format/" + std::string(format) + ".json");
}

TEST(OfficialSuite, PassesWhatIsOptionalInDraft7) {
  Suite suite("draft7", kDraft7, Formats::Asserted);
  for (const std::string file :
       {"bignum", "cross-draft", "ecmascript-regex", "float-overflow", "non-bmp-regex", "unicode"}) {
    suite.run("optional/" + file + ".json");
  }
  suite.run("optional/format/ecmascript-regex.json");
}
TEST(OfficialSuite, PassesWhatIsOptionalIn2019) {
  Suite suite("draft2019-09", kDraft2019, Formats::Asserted);
  for (const std::string file : {"bignum", "cross-draft", "dependencies-compatibility", "ecmascript-regex",
                                 "float-overflow", "non-bmp-regex", "refOfUnknownKeyword", "unicode"}) {
    suite.run("optional/" + file + ".json");
  }
  suite.run("optional/format/ecmascript-regex.json");
}
TEST(OfficialSuite, PassesWhatIsOptionalIn2020) {
  Suite suite("draft2020-12", kDraft2020, Formats::Asserted);
  for (const std::string file : {"bignum", "cross-draft", "dependencies-compatibility", "ecmascript-regex",
                                 "float-overflow", "non-bmp-regex", "no-schema", "refOfUnknownKeyword", "unicode"}) {
    suite.run("optional/" + file + ".json");
  }
}
TEST(OfficialSuite, AssertsFormatsWhereTheMetaSchemaSaysSo) {
  Suite("draft2020-12", kDraft2020, Formats::Ignored).run("optional/format-assertion.json");
}

}  // namespace
}  // namespace baton::schema
