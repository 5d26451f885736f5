// Runs the tables of cases.txt and differential.txt. The second is also run through the jq program, which is therefore
// needed here: without it these tests fail.
#include "jq/jq.hpp"

#include "jq/expression_generator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdio>
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

std::string run(const std::string& expression, const Value& input) {
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
    EXPECT_EQ(run(fields[0], parse_json(fields[1]).value()), fields[2]) << fields[0];
  }
}

struct Question {
  std::string expression;
  Value input;
};

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
Value our_answer(const Question& question) {
  const auto program = compile(question.expression, {});
  if (!program) return Value().with("compile", Value::string(program.error().message));
  auto results = evaluate(*program, {.input = question.input, .variables = {}, .now = kNow});
  if (!results) return Value().with("error", results.error().value);
  return rounded(Value().with("results", Value::array(*std::move(results))));
}

// The answers of the jq program, all questions in one run of it.
std::vector<Value> jq_answers(const std::vector<Question>& questions) {
  const auto file = std::filesystem::temp_directory_path() / ("baton-jq-" + std::to_string(::getpid()) + ".jq");
  {
    std::ofstream out(file);
    for (std::size_t at = 0; at < questions.size(); ++at) {
      out << (at == 0 ? "" : ",\n") << "(" << to_json(questions[at].input) << " | try {results: ["
          << questions[at].expression << "\n]} catch {error: .})";
    }
    out << "\n";
  }
  std::vector<Value> answers;
  std::FILE* pipe = ::popen(("jq -nc -f '" + file.string() + "' 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), read);
  const int status = ::pclose(pipe);
  std::filesystem::remove(file);
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) {
    auto answer = parse_json(line, {.max_depth = 1000});
    answers.push_back(answer ? rounded(*answer) : Value::string(line));
  }
  EXPECT_EQ(status, 0) << "jq is needed for this test: " << text.substr(0, 500);
  return answers;
}

void expect_same_answers(const std::vector<Question>& questions, bool same_messages) {
  const std::vector<Value> theirs = jq_answers(questions);
  ASSERT_EQ(theirs.size(), questions.size());
  for (std::size_t at = 0; at < questions.size(); ++at) {
    const Value ours = our_answer(questions[at]);
    const bool both_fail = ours.find("error") != nullptr && theirs[at].find("error") != nullptr;
    if (both_fail && !same_messages) continue;
    EXPECT_EQ(to_json(ours), to_json(theirs[at]))
        << questions[at].expression << "   on " << to_json(questions[at].input);
  }
}

TEST(Differential, ListedExpressionsAnswerAsJqDoes) {
  constexpr std::size_t kBatch = 60;
  std::vector<Question> batch;
  const auto lines = lines_of("differential.txt");
  EXPECT_GT(lines.size(), 300U);
  for (const std::string& line : lines) {
    const auto fields = fields_of(line);
    batch.push_back({fields[0], fields.size() > 1 ? parse_json(fields[1]).value() : Value()});
    if (batch.size() < kBatch && &line != &lines.back()) continue;
    expect_same_answers(batch, true);
    batch.clear();
  }
}

TEST(Differential, GeneratedExpressionsAnswerAsJqDoes) {
  constexpr std::size_t kBatches = 5;
  constexpr std::size_t kBatch = 80;
  std::uint64_t seed = 20240501;
  for (std::size_t round = 0; round < kBatches; ++round) {
    std::vector<Question> questions;
    for (std::size_t at = 0; at < kBatch; ++at) {
      const rc::Random random(seed++);
      const auto drawn = rc::gen::pair(generate::expression(), generate::input())(random, 20).value();
      questions.push_back({drawn.first, drawn.second});
    }
    expect_same_answers(questions, false);
  }
}

RC_GTEST_PROP(Evaluate, AnswersTheSameEachTime, ()) {
  const std::string expression = *generate::expression();
  const Value input = *generate::input();
  RC_ASSERT(run(expression, input) == run(expression, parse_json(to_json(input)).value()));
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
