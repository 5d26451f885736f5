// Odd data from users' code and other programs: if the engine accepts it, it stores it and can read it again.
#include "adapters/http/loopback_server.hpp"
#include "app/wiring/test_support.hpp"
#include "core/limits.hpp"
#include "value/utf8.hpp"
#include "value/value_generator.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <contract/temporary_directory.hpp>

#include <stdexcept>

namespace baton::app {
namespace {

// Bytes that are not UTF-8: "trouvé" in ISO-8859-1.
const std::string kForeign = "trouv\xe9";
const std::string kRepaired = "trouv\uFFFD";

Value nested(Value value, std::size_t levels) {
  for (std::size_t i = 0; i < levels; ++i) {
    value = i % 2 == 0 ? Value::array({std::move(value)}) : Value::object({{"a", std::move(value)}});
  }
  return value;
}

const std::string kCallsOperator = document("calling", "do:\n- ask: {call: own.ask}\n");
const std::string kUndoesIt = document("undone", R"(
do:
- ask: {call: own.ask, metadata: {compensate: [{undo: {call: own.undo}}]}}
)");

std::vector<std::string> told(const std::vector<HistoryEntry>& history) {
  std::vector<std::string> entries;
  for (const HistoryEntry& entry : history) {
    entries.push_back(entry.kind + ' ' + entry.task + ' ' + to_json(entry.output) +
                      (entry.error ? to_json(to_value(*entry.error)) : ""));
  }
  return entries;
}

// What a user sees of an instance, all of it.
void expect_readable(testing::TestEngine& engine, const InstanceId& id) {
  const auto before = engine.find(id).value();
  const auto history_before = engine.history(id);
  ASSERT_TRUE(history_before) << history_before.error().message;
  engine.crash_and_recover();
  const auto after = engine.find(id);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->input, before.input);
  EXPECT_EQ(after->context, before.context);
  EXPECT_EQ(after->output, before.output);
  EXPECT_EQ(after->error, before.error);
  const auto history = engine.history(id);
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_EQ(told(*history), told(*history_before));
}

InstanceId run(testing::TestEngine& engine, const std::string& document, const Value& input = {}) {
  const auto started = engine.run(document, {.input = input, .id = "it"});
  if (!started) throw std::logic_error(started.error().message + ::testing::PrintToString(started.error().details));
  const InstanceId id = *started;
  engine.run_until_idle();
  return id;
}

Problem foreign_problem() {
  return Problem{.type = "urn:" + kForeign,
                 .status = 500,
                 .title = kForeign,
                 .detail = kForeign,
                 .instance = '/' + kForeign,
                 .extensions = Value::object({{kForeign, Value::string(kForeign)}})};
}

TEST(ForeignText, OfAnOperatorsProblemIsRepaired) {
  testing::TestEngine engine;
  engine.on("own.ask").fails(foreign_problem());
  const InstanceId id = run(engine, kCallsOperator);
  expect_readable(engine, id);
  const Problem error = engine.find(id)->error.value();
  EXPECT_EQ(error.type, "urn:" + kRepaired);
  EXPECT_EQ(error.title, kRepaired);
  EXPECT_EQ(error.detail, kRepaired);
  EXPECT_EQ(error.extensions, Value::object({{kRepaired, Value::string(kRepaired)}}));
}

TEST(ForeignText, OfAnExceptionIsRepaired) {
  testing::TestEngine engine;
  engine.add_method("own.ask", make_method([]() -> int { throw std::runtime_error(kForeign); })).value();
  const InstanceId id = run(engine, kCallsOperator);
  expect_readable(engine, id);
  EXPECT_EQ(engine.find(id)->error->detail, "the operator threw: " + kRepaired);
}

TEST(ForeignText, OfAnHttpReasonPhraseIsRepaired) {
  const http::LoopbackServer server(
      [](const http::ServedRequest&) { return http::reply("404 Pas " + kForeign, "", ""); });
  const testing::TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("baton.db");
  const InstanceId id{"it"};
  {
    Engine engine = Engine::open(store).value();
    ASSERT_TRUE(engine.run(
        document("asks", "do:\n- ask: {call: http, with: {method: get, endpoint: '" + server.url("/") + "'}}\n"),
        {.input = {}, .id = id.value}));
    EXPECT_EQ(engine.wait(id)->error->title, "Pas " + kRepaired);
  }
  Engine engine = Engine::open(store).value();
  EXPECT_EQ(engine.find(id)->error->title, "Pas " + kRepaired);
  EXPECT_TRUE(engine.history(id));
  EXPECT_TRUE(engine.retry(id));
  EXPECT_EQ(engine.wait(id)->summary.status, Status::Faulted);
}

// A message shows only this many bytes of an expression, which need not end with a character.
TEST(ForeignText, OfALongExpressionIsRepairedIfAMessageCutsIt) {
  for (std::size_t shift = 0; shift < 2; ++shift) {
    testing::TestEngine engine;
    std::string text(shift, ' ');
    for (int i = 0; i < 200; ++i) text += "é";
    const InstanceId id = run(engine, document("failing", "do:\n- a: {set: {b: '${ \"" + text + "\" | error }'}}\n"));
    EXPECT_EQ(engine.find(id)->summary.status, Status::Faulted);
    expect_readable(engine, id);
  }
}

TEST(ForeignText, IsRefusedInAMachinesName) {
  testing::TestEngine engine;
  EXPECT_EQ(engine.machine_host().add_machine(kForeign, nullptr).error().kind, Error::Kind::InvalidArgument);
}

TEST(DeepData, IsRefusedAsAnInput) {
  testing::TestEngine engine;
  const std::string echo = document("echo", "do:\n- a: {set: '${ . }'}\n");
  EXPECT_EQ(engine.run(echo, {.input = nested({}, core::kMaxDataDepth + 1), .id = {}}).error().kind,
            Error::Kind::InvalidArgument);
  const Value deepest = nested({}, core::kMaxDataDepth);
  const InstanceId id = run(engine, echo, deepest);
  EXPECT_EQ(engine.find(id)->error.value_or(Problem{}).detail, "");
  EXPECT_EQ(engine.find(id)->output, deepest);
  expect_readable(engine, id);
}

// Each of its characters has six as text.
Value large(std::size_t characters) {
  return Value::string(std::string(characters, '\x01'));
}

TEST(LargeData, IsRefusedAsAnInput) {
  testing::TestEngine engine;
  const std::string echo = document("echo", "do:\n- a: {set: {x: '${ . | length }'}}\n");
  const auto refused = engine.run(echo, {.input = large(core::kMaxDataBytes / 6 + 1), .id = {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::InvalidArgument);
  EXPECT_TRUE(refused.error().message.contains("64 MiB")) << refused.error().message;
  EXPECT_TRUE(engine.run(echo, {.input = large(core::kMaxDataBytes / 6 - 1'000), .id = {}}));
}

TEST(DeepData, MakesTheOutcomeOfACallUnknownAndIsUndone) {
  testing::TestEngine engine;
  engine.on("own.ask").returns(nested({}, 10'000));
  engine.on("own.undo").returns({});
  const InstanceId id = run(engine, kUndoesIt);
  expect_readable(engine, id);
  EXPECT_NE(engine.find(id)->error->detail.find("nested deeper than the 256 levels"), std::string::npos);
  EXPECT_EQ(engine.calls("own.undo").size(), 1u);
}

TEST(LargeData, MakesTheOutcomeOfACallUnknownAndIsUndone) {
  testing::TestEngine engine;
  engine.on("own.ask").returns(large(core::kMaxDataBytes / 6 + 1));
  engine.on("own.undo").returns({});
  const InstanceId id = run(engine, kUndoesIt);
  expect_readable(engine, id);
  EXPECT_TRUE(engine.find(id)->error->detail.contains("64 MiB")) << engine.find(id)->error->detail;
  EXPECT_EQ(engine.calls("own.undo").size(), 1u);
}

TEST(LargeData, InTheTextsOfAProblemIsCut) {
  testing::TestEngine engine;
  engine.on("own.ask").fails(make_problem(ProblemKind::Runtime, std::string(core::kMaxDataBytes + 1, 'x')));
  const InstanceId id = run(engine, kCallsOperator);
  expect_readable(engine, id);
  EXPECT_LT(engine.find(id)->error->detail.size(), core::kMaxProblemTextBytes + 100);
}

TEST(DeepData, OfAProblemIsLeftOut) {
  testing::TestEngine engine;
  Problem problem = make_problem(ProblemKind::Runtime, "no");
  problem.extensions = Value::object({{"more", nested({}, 10'000)}});
  engine.on("own.ask").fails(problem);
  const InstanceId id = run(engine, kCallsOperator);
  expect_readable(engine, id);
  EXPECT_TRUE(engine.find(id)->error->extensions.is_null());
  EXPECT_NE(engine.find(id)->error->detail.find("nested deeper"), std::string::npos);
}

// Workflows that nest their data once more in each round.
class GrowingData : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(
    By, GrowingData,
    ::testing::Values("- grow: {set: {a: '${ . }'}, then: grow}", "- grow: {set: '${ [.] }', then: grow}",
                      "- grow: {set: '${ $task }', then: grow}",
                      "- grow: {wait: {seconds: 0}, output: {as: '${ [.] }'}, then: grow}",
                      "- grow: {wait: {seconds: 0}, export: {as: {a: '${ $context }'}}, then: grow}",
                      "- grow: {wait: {seconds: 0}, input: {from: {a: '${ . }'}}, then: grow}",
                      "- grow: {call: own.echo, with: {a: '${ . }'}, then: grow}",
                      "- grow: {fork: {branches: [{a: {wait: {seconds: 0}}}]}, then: grow}"));

TEST_P(GrowingData, FaultsTheTaskBeforeItCannotBeRead) {
  testing::TestEngine engine;
  engine.on("own.echo").answers([](const Value& arguments, const CallContext&) { return CallSucceeded{arguments}; });
  const InstanceId id{"it"};
  ASSERT_TRUE(engine.run(document("growing", std::string("do:\n") + GetParam() + "\n"), {.input = {}, .id = id.value}));
  for (int round = 0; round < 5'000 && !has_ended(engine.find(id)->summary.status); ++round) {
    engine.advance(std::chrono::seconds{1});
  }
  ASSERT_EQ(engine.find(id)->summary.status, Status::Faulted);
  EXPECT_NE(engine.find(id)->error->detail.find("nested deeper than"), std::string::npos)
      << engine.find(id)->error->detail;
  expect_readable(engine, id);
}

// A machine whose state is what it is sent, and which ends in the way that its start says.
struct Keeper {
  struct Kept {
    Value value;
    friend bool operator==(const Kept&, const Kept&) = default;
  };
  struct Keep {
    Value value;
    friend bool operator==(const Keep&, const Keep&) = default;
  };
  struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
  };
  using State = std::variant<Kept>;
  using Event = std::variant<Keep>;
  using Intent = std::variant<Nothing>;
  static pattern::Decision<State, Intent> handle(const State&, const Event& event) {
    return {.next = Kept{nested(std::get<Keep>(event).value, 2)}, .intents = {}};
  }
};
BOOST_DESCRIBE_STRUCT(Keeper::Kept, (), (value))
BOOST_DESCRIBE_STRUCT(Keeper::Keep, (), (value))
BOOST_DESCRIBE_STRUCT(Keeper::Nothing, (), ())

}  // namespace
}  // namespace baton::app

namespace baton {

template <>
struct MachineTraits<app::Keeper> {
  static constexpr int format = 1;
  static constexpr std::array states = {"kept"};
  static constexpr std::array events = {"keep"};
  static constexpr std::array intents = {"nothing"};
  static std::expected<app::Keeper::State, Problem> start(const Value& input) {
    if (input.is_null()) return std::unexpected(app::foreign_problem());
    return app::Keeper::Kept{input};
  }
  static MachineRequest request(const app::Keeper::Intent&) { return MachineDelay{Duration{1}}; }
  static app::Keeper::Event outcome(const app::Keeper::Intent&, const CallOutcome&) { return app::Keeper::Keep{}; }
};

}  // namespace baton

namespace baton::app {
namespace {

TEST(ForeignText, OfAMachinesProblemIsRepaired) {
  testing::TestEngine engine;
  auto keepers = engine.add_machine<Keeper>("keeper").value();
  const auto refused = keepers.start({.input = {}, .id = "it"});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find(kRepaired), std::string::npos);
}

TEST(DeepData, IsRefusedAsAnEventOfAMachine) {
  testing::TestEngine engine;
  auto keepers = engine.add_machine<Keeper>("keeper").value();
  const InstanceId id = keepers.start({.input = json("1"), .id = "it"}).value();
  EXPECT_EQ(keepers.send(id, Keeper::Keep{nested({}, core::kMaxDataDepth)}).error().kind, Error::Kind::InvalidArgument);
  ASSERT_TRUE(keepers.send(id, Keeper::Keep{json("2")}));
  expect_readable(engine, id);
}

TEST(DeepData, OfAMachinesStateIsNotStored) {
  testing::TestEngine engine;
  auto keepers = engine.add_machine<Keeper>("keeper").value();
  const InstanceId id = keepers.start({.input = json("1"), .id = "it"}).value();
  const auto sent = keepers.send(id, Keeper::Keep{nested({}, core::kMaxDataDepth - 3)});
  ASSERT_FALSE(sent);
  EXPECT_NE(sent.error().message.find("the machine's state is nested deeper"), std::string::npos)
      << sent.error().message;
  engine.crash_and_recover();
  EXPECT_EQ(std::get<Keeper::Kept>(keepers.state(id).value()).value, json("1"));
  EXPECT_TRUE(keepers.send(id, Keeper::Keep{json("2")}));
}

// Any bytes, and data of any depth around the limits.
rc::Gen<std::string> any_bytes() {
  return rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }));
}
rc::Gen<Value> any_data() {
  const auto levels = rc::gen::weightedOneOf<std::size_t>(
      {{6, rc::gen::inRange(std::size_t{0}, std::size_t{5})},
       {2, rc::gen::inRange(core::kMaxDataDepth - 6, core::kMaxDataDepth + 6)},
       {1, rc::gen::element(std::size_t{1'000}, std::size_t{4'090}, std::size_t{5'000})}});
  return rc::gen::apply([](const Value& value, std::size_t depth) { return nested(value, depth); },
                        rc::gen::arbitrary<Value>(), levels);
}
rc::Gen<Problem> any_problem() {
  return rc::gen::apply(
      [](std::string type, int status, std::string title, std::string detail, std::string instance, Value extensions) {
        return Problem{.type = std::move(type),
                       .status = status,
                       .title = std::move(title),
                       .detail = std::move(detail),
                       .instance = std::move(instance),
                       .extensions = Value::object({{"more", std::move(extensions)}})};
      },
      any_bytes(), rc::gen::arbitrary<int>(), any_bytes(), any_bytes(), any_bytes(), any_data());
}
rc::Gen<CallOutcome> any_outcome() {
  return rc::gen::oneOf(
      rc::gen::map(any_data(), [](Value output) -> CallOutcome { return CallSucceeded{std::move(output)}; }),
      rc::gen::map(any_problem(), [](Problem problem) -> CallOutcome { return CallFailed{std::move(problem)}; }),
      rc::gen::map(any_problem(), [](Problem problem) -> CallOutcome { return CallUnknown{std::move(problem)}; }));
}

// The outcome is an output, is caught and kept as data, is a child's error, is undone, ends the workflow.
const std::string kKeepsAll = document("keeps", R"(
do:
- caught:
    try: [{ask: {call: own.ask, metadata: {compensate: [{undo: {call: own.undo}}]}, export: {as: '${ . }'}}}]
    catch: {as: problem, do: [{keep: {set: {problem: '${ $problem }'}}}]}
- again: {call: own.ask, with: {all: '${ . }', known: '${ $context }'}, metadata: {compensate: [{undo: {call: own.undo}}]}}
- wait: {wait: {seconds: 1}}
- last: {call: own.ask}
)");

RC_GTEST_PROP(ForeignData, IsStoredAndReadAgainIfItIsTaken, ()) {
  testing::TestEngine engine;
  engine.on("own.ask").answers([](const Value&, const CallContext&) { return *any_outcome(); });
  engine.on("own.undo").returns({});
  const auto id = engine.run(kKeepsAll, {.input = *any_data(), .id = "it"});
  if (!id) {
    RC_ASSERT(id.error().kind == Error::Kind::InvalidArgument);
    return;
  }
  engine.run_until_idle();
  expect_readable(engine, *id);
  engine.advance(std::chrono::seconds{2});
  expect_readable(engine, *id);
  if (engine.find(*id)->summary.status == Status::Faulted) {
    const Result<void> retried = engine.retry(*id);
    if (!retried) RC_ASSERT(retried.error().kind == Error::Kind::Conflict);
    engine.advance(std::chrono::seconds{2});
    expect_readable(engine, *id);
  }
  RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace baton::app
