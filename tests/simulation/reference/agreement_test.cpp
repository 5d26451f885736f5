// The engine and the reference come to the same end of generated documents, by the same calls.
//
//   BATON_REFERENCE_SEEDS=60000 BATON_REFERENCE_ALL=1 reference_test    more documents; all that differ, not the first
#include "dsl/dsl.hpp"
#include "simulation/reference/engine_run.hpp"
#include "simulation/reference/reference.hpp"
#include "support/document_generator.hpp"

#include <baton/cloud_event.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// The calls an operator got, one a line, without what differs between runs.
class Calls {
 public:
  OperatorResult recorded() {
    return [this](std::string_view function, const Value& arguments) {
      lines_.push_back(std::string(function) + " " + to_json(without_effects(arguments)));
      return answer(function, arguments);
    };
  }
  // Branches of a fork may call in any order.
  [[nodiscard]] std::string shown(bool in_order) const {
    std::vector<std::string> lines = lines_;
    if (!in_order) std::ranges::sort(lines);
    std::string text;
    for (const std::string& line : lines) text += "  " + line + "\n";
    return text;
  }

 private:
  std::vector<std::string> lines_;
};

std::string shown(const std::optional<Value>& output, const std::optional<Problem>& fault) {
  if (output) return "completed " + to_json(without_effects(*output));
  if (!fault) return "did not end";
  return "faulted " + fault->type + " " + std::to_string(fault->status);
}

struct Tally {
  int compared = 0;
  int counts_compared = 0;
  int calls_compared = 0;
  int undone = 0;  // something was
  int with_events = 0;
  int completed = 0;
  int faulted = 0;
  std::map<std::string, int> why_not;
};

// One event of each kind, again and again.
std::function<std::vector<Value>()> every_event() {
  return [number = 0]() mutable {
    std::vector<Value> all;
    for (const std::string_view type : kEventTypes) {
      for (const std::string_view subject : kEventSubjects) {
        all.push_back(to_value({.id = std::to_string(++number),
                                .source = "/world",
                                .type = std::string(type),
                                .subject = std::string(subject),
                                .data = Value::object({{"n", Value::number(std::int64_t{number % 9})}})}));
      }
    }
    return all;
  };
}

void compare(const Value& document, const Value& child, const Value& input, bool has_events, Tally& tally) {
  Calls expected_calls;
  ReferenceEvents events{.more = every_event()};
  const ReferenceOutcome expected =
      interpret(document, &child, input, expected_calls.recorded(), has_events ? &events : nullptr);
  if (!events.log.empty()) ++tally.with_events;
  if (!expected.why_not.empty()) ++tally.why_not[expected.why_not];
  if (!expected.comparable) return;
  ++tally.compared;
  const auto program = compiled(document);
  ASSERT_NE(program, nullptr);
  Calls calls;
  const EngineOutcome actual =
      run_engine(program, compiled(child), input, calls.recorded(), has_events ? every_event() : nullptr);
  ++(expected.fault ? tally.faulted : tally.completed);
  if (expected_calls.shown(true).contains("  undo.")) ++tally.undone;
  std::optional<Value> output;
  if (actual.instance.status == Status::Completed) output = actual.instance.output;
  EXPECT_EQ(shown(output, actual.instance.error), shown(expected.output, expected.fault));
  if (!expected.counts_comparable) return;
  ++tally.counts_compared;
  EXPECT_EQ(shown(actual.completed), shown(expected.completed));
  const std::string text = to_json(document);
  if (text.contains(R"("run":)")) return;  // a child's calls would count, too
  ++tally.calls_compared;
  const bool in_order = !text.contains(R"("fork":)");
  EXPECT_EQ(calls.shown(in_order), expected_calls.shown(in_order));
}

Tally compare_generated(const DocumentOptions& options) {
  DocumentOptions of_child = options;
  of_child.children = false;
  of_child.name = "child";
  Tally tally;
  for (std::uint64_t seed = 0; seed < seeds(); ++seed) {
    const Value document = random_document(seed, options);
    const Value child = random_document(~seed, of_child);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + to_json(document) + "\nchild " + to_json(child));
    compare(document, child, input_of(seed), options.events, tally);
    if (testing::Test::HasFailure() && std::getenv("BATON_REFERENCE_ALL") == nullptr) break;
  }
  for (const auto& [why, count] : tally.why_not) testing::Test::RecordProperty("not compared: " + why, count);
  testing::Test::RecordProperty("compared", tally.compared);
  testing::Test::RecordProperty("counts compared", tally.counts_compared);
  testing::Test::RecordProperty("calls compared", tally.calls_compared);
  testing::Test::RecordProperty("undone", tally.undone);
  testing::Test::RecordProperty("completed", tally.completed);
  testing::Test::RecordProperty("faulted", tally.faulted);
  testing::Test::RecordProperty("with events", tally.with_events);
  return tally;
}

int percent(int part) {
  return part * 100 / static_cast<int>(seeds());
}

TEST(Agreement, TheEngineEndsGeneratedDocumentsAsTheReferenceDoes) {
  const Tally tally = compare_generated(kDeterministicOutcome);
  EXPECT_GE(percent(tally.counts_compared), 80);
  EXPECT_GE(percent(tally.completed), 50);
  EXPECT_GE(percent(tally.faulted), 12);
  EXPECT_GE(percent(tally.undone), 4);
}

TEST(Agreement, AlsoWhereTheyEmitAndListen) {
  DocumentOptions options = kDeterministicOutcome;
  options.events = true;
  const Tally tally = compare_generated(options);
  EXPECT_GE(percent(tally.counts_compared), 50);
  EXPECT_GE(percent(tally.with_events), 20);
  EXPECT_GE(percent(tally.completed), 35);
}

}  // namespace
}  // namespace baton::tests
