// Runs the tables: cases.txt holds what we want, differential.txt and generated.txt what jq 1.8 answered when it was asked
// (tools/jq-answers). No jq is needed here.
#include "jq/jq.hpp"

#include "jq/expression_generator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace baton::jq {
namespace {

constexpr Timestamp kNow{Duration(1425599507250)};

std::vector<std::string> lines_of(std::string_view file) {
  std::ifstream in(std::filesystem::path(BATON_JQ_TABLES) / file);
  EXPECT_TRUE(in.is_open()) << file;
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream in(line);
  for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
  return fields;
}

std::string run_case(const std::string& expression, const Value& input) {
  const auto program = compile(expression, {});
  if (!program) return "compile error: " + program.error().message;
  const auto results = evaluate(*program, {.input = input, .variables = {}, .now = kNow});
  if (!results) return "error: " + to_json(results.error().value);
  std::string out;
  for (const Value& result : *results) out += (out.empty() ? "" : "  ") + to_json(result);
  return out;
}

TEST(Cases, HoldAsListed) {
  for (const std::string& line : lines_of("cases.txt")) {
    const auto fields = fields_of(line);
    ASSERT_EQ(fields.size(), 3U) << line;
    EXPECT_EQ(run_case(fields[0], parse_json(fields[1]).value()), fields[2]) << fields[0];
  }
}

// Numbers as doubles, because that is all jq keeps of them.
Value rounded(const Value& value) {
  if (value.is_number()) return Value::number(value.as_double());
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(rounded(item));
    return Value::array(std::move(items));
  }
  if (value.is_object()) {
    std::vector<Member> members;
    for (const Member& member : value.members()) members.emplace_back(member.key, rounded(member.value));
    return Value::object(std::move(members));
  }
  return value;
}

// {"results": [...]} or {"error": value}
Value answer_to(const std::string& expression, const Value& input) {
  const auto program = compile(expression, {});
  if (!program) return {{"compile", true}};
  auto results = evaluate(*program, {.input = input, .variables = {}, .now = kNow});
  if (!results) return Value().with("error", results.error().value);
  return rounded(Value().with("results", Value::array(*std::move(results))));
}

struct Question {
  std::string expression;
  Value input;
  Value answer;
};

std::vector<Question> questions_of(std::string_view file) {
  std::vector<Question> questions;
  for (const std::string& line : lines_of(file)) {
    const auto fields = fields_of(line);
    EXPECT_EQ(fields.size(), 3U) << line;
    if (fields.size() != 3) continue;
    const auto answer = parse_json(fields[2], {.max_depth = 1000});
    EXPECT_TRUE(answer) << line;
    if (answer) questions.push_back({fields[0], parse_json(fields[1]).value(), rounded(*answer)});
  }
  return questions;
}

TEST(Differential, ListedExpressionsAnswerAsJqDoes) {
  const auto questions = questions_of("differential.txt");
  EXPECT_GT(questions.size(), 2000U);
  for (const auto& [expression, input, answer] : questions) {
    EXPECT_EQ(to_json(answer_to(expression, input)), to_json(answer)) << expression << "   on " << to_json(input);
  }
}

TEST(Differential, GeneratedExpressionsAnswerAsJqDoes) {
  const auto questions = questions_of("generated.txt");
  EXPECT_GT(questions.size(), 300U);
  for (const auto& [expression, input, answer] : questions) {
    const Value ours = answer_to(expression, input);
    if (ours.find("error") != nullptr && answer.find("error") != nullptr) continue;  // in other words
    EXPECT_EQ(to_json(ours), to_json(answer)) << expression << "   on " << to_json(input);
  }
}

RC_GTEST_PROP(Evaluate, AnswersTheSameEachTime, ()) {
  const std::string expression = *generate::expression();
  const Value input = *generate::input();
  RC_ASSERT(run_case(expression, input) == run_case(expression, parse_json(to_json(input)).value()));
}

RC_GTEST_PROP(Compile, NeverCrashesOnDamagedExpressions, ()) {
  std::string expression = *generate::expression();
  const auto at = *rc::gen::inRange<std::size_t>(0, expression.size());
  expression[at] = *rc::gen::elementOf(std::string("().[]{}|,:;\"\\?/$@#0a \n"));
  const auto program = compile(expression, {});
  if (!program) RC_ASSERT(program.error().offset <= expression.size());
}

}  // namespace
}  // namespace baton::jq
