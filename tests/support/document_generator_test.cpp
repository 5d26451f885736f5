// The generated documents: all compile, are small, and have in them what the product supports.
#include "support/document_generator.hpp"

#include "dsl/dsl.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

constexpr std::uint64_t kSeeds = 2'000;

// Everything that occurs in a document: "fork", "fork.compete=true", "then=end", by the names around it.
void count_features(const Value& value, const std::string& path, std::map<std::string, int>& seen) {
  if (value.is_array()) {
    for (const Value& item : value.items()) count_features(item, path, seen);
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      ++seen[std::string(member.name())];
      count_features(member.value, std::string(member.name()), seen);
    }
  } else {
    const std::string shown = to_json(value);
    ++seen[path + "=" + shown];
    for (const char* argument : {"$context", "$input", "$output", "$task", "$workflow", "$item", "$index", "$error",
                                 "$one", "$nth", "$problem"}) {
      if (shown.contains(argument)) ++seen[argument];
    }
    if (path == "then" && shown.starts_with("\"g")) ++seen["jump"];
  }
}

std::size_t tasks_of(const core::Program& program) {
  return static_cast<std::size_t>(std::ranges::count_if(
             program.tasks,
             [](const core::Task& task) { return !task.implicit && !task.reference.contains("/compensate/"); })) -
         1;  // the workflow itself
}

TEST(DocumentGenerator, MakesDocumentsThatCompile) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    for (const DocumentOptions& options : {DocumentOptions{}, kDeterministicOutcome}) {
      const Value document = random_document(seed, options);
      const auto compiled = dsl::compile(document);
      ASSERT_TRUE(compiled) << "seed " << seed << ": " << compiled.error().front().message << "\n"
                            << to_pretty_json(document);
    }
  }
}

TEST(DocumentGenerator, UsesEverythingAWorkflowMayHave) {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) count_features(random_document(seed, {}), "", seen);
  for (const char* feature : {"set",
                              "call=\"work.a\"",
                              "call=\"work.b\"",
                              "call=\"work.c\"",
                              "call=\"helper\"",
                              "call=\"undo.it\"",
                              "call=\"undo.other\"",
                              "do",
                              "for",
                              "each",
                              "at",
                              "while",
                              "fork",
                              "compete",
                              "try",
                              "errors",
                              "as",
                              "when",
                              "exceptWhen",
                              "constant",
                              "linear",
                              "exponential",
                              "jitter",
                              "count",
                              "duration",
                              "raise",
                              "title",
                              "detail",
                              "switch",
                              "otherwise",
                              "wait",
                              "run",
                              "await",
                              "functions",
                              "compensate",
                              "required=false",
                              "idempotent=false",
                              "retry",
                              "timeout",
                              "if",
                              "from",
                              "export",
                              "then=\"exit\"",
                              "then=\"end\"",
                              "then=\"continue\"",
                              "jump",
                              "$context",
                              "$input",
                              "$output",
                              "$task",
                              "$workflow",
                              "$item",
                              "$index",
                              "$error",
                              "$one",
                              "$nth",
                              "$problem"}) {
    EXPECT_GE(seen[feature], 20) << feature;
  }
}

TEST(DocumentGenerator, MakesSmallDocuments) {
  std::vector<std::size_t> sizes;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto compiled = dsl::compile(random_document(seed, {}));
    ASSERT_TRUE(compiled);
    sizes.push_back(tasks_of(*compiled->program));
  }
  std::ranges::sort(sizes);
  EXPECT_GE(sizes[kSeeds / 2], 5U);
  EXPECT_LE(sizes[kSeeds / 2], 10U);
  EXPECT_LE(sizes.back(), 120U);  // with extensions, which are woven around every task that they extend
}

TEST(DocumentGenerator, MakesTheSmallestDocumentOfZeros) {
  simulation::Choices zeros(std::vector<std::uint64_t>{});
  const Value document = random_document(zeros, {});
  ASSERT_EQ(document.find("do")->size(), 1U);
  EXPECT_NE(document.find("do")->items()[0].members()[0].value.find("set"), nullptr);
  EXPECT_EQ(document.size(), 2U) << to_pretty_json(document);
}

TEST(DocumentGenerator, LeavesOutWhatDependsOnTime) {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    count_features(random_document(seed, kDeterministicOutcome), "", seen);
  }
  for (const char* feature : {"timeout", "duration", "compete"}) EXPECT_EQ(seen[feature], 0) << feature;
}

}  // namespace
}  // namespace baton::tests
