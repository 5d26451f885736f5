// The engine and the reference come to the same end of generated documents.
#include "dsl/dsl.hpp"
#include "simulation/reference/engine_run.hpp"
#include "simulation/reference/reference.hpp"
#include "support/document_generator.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

namespace baton::tests {
namespace {

std::uint64_t seeds() {
  const char* wanted = std::getenv("BATON_REFERENCE_SEEDS");
  return wanted == nullptr ? 3'000 : std::strtoull(wanted, nullptr, 10);
}

// Something of every kind, the same for the same function.
Value answer(std::string_view function, const Value& arguments) {
  return Value::object({{"effect", Value::string("?")},
                        {"of", Value::string(function)},
                        {"given", Value::string(kind_name(arguments.kind()))},
                        {"list", Value::array({Value::number(std::int64_t{1}), Value::boolean(true)})}});
}

Value input_of(std::uint64_t seed) {
  switch (seed % 3) {
    case 0:
      return Value::object({{"n", Value::number(std::int64_t{7})}});
    case 1:
      return {};
    default:
      return Value::array({Value::number(std::int64_t{1}), Value::string("two")});
  }
}

std::shared_ptr<const core::Program> compiled(const Value& document) {
  const auto result = dsl::compile(document);
  return result ? result->program : nullptr;
}

std::string shown(const std::map<std::string, int>& completed) {
  std::string text;
  for (const auto& [reference, count] : completed) text += "  " + reference + " x" + std::to_string(count) + "\n";
  return text;
}

std::string shown(const std::optional<Value>& output, const std::optional<Problem>& fault) {
  if (output) return "completed " + to_json(without_effects(*output));
  if (!fault) return "did not end";
  return "faulted " + fault->type + " " + std::to_string(fault->status);
}

struct Tally {
  int compared = 0;
  int counts_compared = 0;
  int completed = 0;
  int faulted = 0;
  std::map<std::string, int> why_not;
};

void compare(const Value& document, const Value& child, const Value& input, Tally& tally) {
  const ReferenceOutcome expected = interpret(document, &child, input, answer);
  if (!expected.why_not.empty()) ++tally.why_not[expected.why_not];
  if (!expected.comparable) return;
  ++tally.compared;
  const auto program = compiled(document);
  ASSERT_NE(program, nullptr);
  const EngineOutcome actual = run_engine(program, compiled(child), input, answer);
  ++(expected.fault ? tally.faulted : tally.completed);
  std::optional<Value> output;
  if (actual.instance.status == Status::Completed) output = actual.instance.output;
  EXPECT_EQ(shown(output, actual.instance.error), shown(expected.output, expected.fault));
  if (!expected.counts_comparable) return;
  ++tally.counts_compared;
  EXPECT_EQ(shown(actual.completed), shown(expected.completed));
}

TEST(Agreement, TheEngineEndsGeneratedDocumentsAsTheReferenceDoes) {
  DocumentOptions of_child = kDeterministicOutcome;
  of_child.children = false;
  of_child.name = "child";
  Tally tally;
  for (std::uint64_t seed = 0; seed < seeds(); ++seed) {
    const Value document = random_document(seed, kDeterministicOutcome);
    const Value child = random_document(~seed, of_child);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + to_json(document) + "\nchild " + to_json(child));
    compare(document, child, input_of(seed), tally);
    if (testing::Test::HasFailure() && std::getenv("BATON_REFERENCE_ALL") == nullptr) break;
  }
  for (const auto& [why, count] : tally.why_not) RecordProperty("not compared: " + why, count);
  RecordProperty("compared", tally.compared);
  RecordProperty("counts compared", tally.counts_compared);
  RecordProperty("completed", tally.completed);
  RecordProperty("faulted", tally.faulted);
  EXPECT_GT(tally.counts_compared * 10, static_cast<int>(seeds()) * 7);
  EXPECT_GT(tally.completed * 10, static_cast<int>(seeds()) * 4);
  EXPECT_GT(tally.faulted * 10, static_cast<int>(seeds()) * 1);
}

}  // namespace
}  // namespace baton::tests
