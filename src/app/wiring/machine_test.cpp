// Machines run by the engine: durable, their intents under the rules of workflows' calls.
#include "app/wiring/test_support.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>
#include <support/noted_log.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::app {
namespace {

// Formats 1 and 2 of the same machine: 1 kept euros, 2 keeps cents.
template <int Format>
struct PaymentOf {
  struct Requested {
    std::int64_t amount = 0;
    BOOST_DESCRIBE_CLASS(Requested, (), (amount), (), ())
    friend bool operator==(const Requested&, const Requested&) = default;
  };
  struct Charging {
    std::int64_t amount = 0;
    int tries = 1;
    BOOST_DESCRIBE_CLASS(Charging, (), (amount, tries), (), ())
    friend bool operator==(const Charging&, const Charging&) = default;
  };
  struct Charged {
    std::string receipt;
    BOOST_DESCRIBE_CLASS(Charged, (), (receipt), (), ())
    friend bool operator==(const Charged&, const Charged&) = default;
  };
  struct Refused {
    BOOST_DESCRIBE_CLASS(Refused, (), (), (), ())
    friend bool operator==(const Refused&, const Refused&) = default;
  };
  struct Process {
    BOOST_DESCRIBE_CLASS(Process, (), (), (), ())
  };
  struct Remind {
    std::int64_t after_ms = 0;
    BOOST_DESCRIBE_CLASS(Remind, (), (after_ms), (), ())
  };
  struct Break {
    BOOST_DESCRIBE_CLASS(Break, (), (), (), ())
  };
  struct Succeeded {
    std::string receipt;
    BOOST_DESCRIBE_CLASS(Succeeded, (), (receipt), (), ())
  };
  struct Declined {
    BOOST_DESCRIBE_CLASS(Declined, (), (), (), ())
  };
  struct Unclear {
    BOOST_DESCRIBE_CLASS(Unclear, (), (), (), ())
  };
  struct Charge {
    std::int64_t amount = 0;
    BOOST_DESCRIBE_CLASS(Charge, (), (amount), (), ())
    friend bool operator==(const Charge&, const Charge&) = default;
  };
  struct Wait {
    std::int64_t ms = 0;
    BOOST_DESCRIBE_CLASS(Wait, (), (ms), (), ())
    friend bool operator==(const Wait&, const Wait&) = default;
  };

  using State = std::variant<Requested, Charging, Charged, Refused>;
  using Event = std::variant<Process, Remind, Break, Succeeded, Declined, Unclear>;
  using Intent = std::variant<Charge, Wait>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision handle(const State& state, const Event& event) {
    if (std::holds_alternative<Break>(event)) throw std::logic_error("broken");
    if (const auto* requested = std::get_if<Requested>(&state)) {
      if (std::holds_alternative<Process>(event)) {
        return {Charging{.amount = requested->amount}, {Charge{requested->amount}}};
      }
      if (const auto* remind = std::get_if<Remind>(&event)) return {state, {Wait{remind->after_ms}}};
    }
    if (const auto* charging = std::get_if<Charging>(&state)) {
      if (const auto* success = std::get_if<Succeeded>(&event)) return {Charged{success->receipt}};
      if (std::holds_alternative<Declined>(event)) return {Refused{}};
      if (std::holds_alternative<Unclear>(event)) {
        return {Charging{.amount = charging->amount, .tries = charging->tries + 1}, {Charge{charging->amount}}};
      }
    }
    return {state};
  }
};
using Payment = PaymentOf<1>;
using LaterPayment = PaymentOf<2>;
using BrokenPayment = PaymentOf<3>;  // cannot be upgraded to: that throws

}  // namespace
}  // namespace baton::app

namespace baton {

template <int Format>
struct MachineTraits<app::PaymentOf<Format>> {
  using M = app::PaymentOf<Format>;

  static constexpr int format = Format;
  static constexpr std::array states = {"requested", "charging", "charged", "refused"};
  static constexpr std::array events = {"process", "remind", "break", "succeeded", "declined", "unclear"};
  static constexpr std::array intents = {"charge", "wait"};

  static std::expected<typename M::State, Problem> start(const Value& input) {
    const Value* amount = input.find("amount");
    if (amount == nullptr || !amount->as_integer()) {
      return std::unexpected(make_problem(ProblemKind::Validation, "an amount is missing"));
    }
    return typename M::Requested{.amount = *amount->as_integer()};
  }
  static MachineRequest request(const typename M::Intent& intent) {
    if (const auto* wait = std::get_if<typename M::Wait>(&intent)) return MachineDelay{Duration(wait->ms)};
    return MachineCall{.function = "card.charge",
                       .arguments = Value::object({{"amount", to_value(std::get<0>(intent).amount)}})};
  }
  static typename M::Event outcome(const typename M::Intent& intent, const CallOutcome& outcome) {
    if (std::holds_alternative<typename M::Wait>(intent)) return typename M::Process{};
    if (const auto* charge = std::get_if<typename M::Charge>(&intent); charge != nullptr && charge->amount == 13) {
      throw std::logic_error("unlucky");
    }
    if (std::holds_alternative<CallFailed>(outcome)) return typename M::Declined{};
    if (const auto* success = std::get_if<CallSucceeded>(&outcome)) {
      return typename M::Succeeded{.receipt = std::string(success->output.as_string())};
    }
    return typename M::Unclear{};
  }
  static std::optional<MachineEnd> end(const typename M::State& state) {
    if (const auto* charged = std::get_if<typename M::Charged>(&state)) return Value::string(charged->receipt);
    if (std::holds_alternative<typename M::Refused>(state)) {
      return std::unexpected(make_problem(ProblemKind::Runtime, "the card was declined"));
    }
    return std::nullopt;
  }
  static std::expected<typename M::State, std::string> upgrade(int from, const Value& state)
    requires(Format > 1)
  {
    if (Format == 3) throw std::logic_error("no way back");
    const Value* requested = state.find("requested");
    if (from != 1 || requested == nullptr) return std::unexpected("only requested payments are known from then");
    return typename M::Requested{.amount = *requested->find("amount")->as_integer() * 100};
  }
};

}  // namespace baton

namespace baton::app {
namespace {

const Value kInput = json(R"({"amount":5})");

class DurableMachine : public ::testing::Test {
 protected:
  testing::TestEngine engine_;
  Machines<Payment> payments_ = engine_.add_machine<Payment>("payment").value();

  [[nodiscard]] InstanceId start(std::string id = "p") {
    const InstanceId started = payments_.start({.input = kInput, .id = std::move(id)}).value();
    engine_.run_until_idle();
    return started;
  }
  [[nodiscard]] Status status(const InstanceId& id) { return engine_.find(id)->summary.status; }
};

TEST_F(DurableMachine, WaitsForEventsHandlesThemAndEnds) {
  engine_.on("card.charge").returns(json(R"("receipt-1")"));
  const InstanceId id = start();
  EXPECT_EQ(status(id), Status::Waiting);
  EXPECT_EQ(payments_.state(id).value(), Payment::State(Payment::Requested{.amount = 5}));
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Completed);
  EXPECT_EQ(engine_.find(id)->output, json(R"("receipt-1")"));
  EXPECT_EQ(payments_.state(id).value(), Payment::State(Payment::Charged{.receipt = "receipt-1"}));
  EXPECT_EQ(machine_value<Payment>(Payment::Charged{.receipt = "receipt-1"}), engine_.find(id)->context);
  ASSERT_EQ(engine_.calls().size(), 1u);
  EXPECT_EQ(engine_.calls()[0].arguments, kInput);
}

TEST_F(DurableMachine, HandlesAnEventWithAnIdOnce) {
  engine_.on("card.charge").never_answers();
  const InstanceId id = start();
  const auto delays = [&] {
    std::size_t handled = 0;
    const auto history = engine_.history(id).value();
    for (const HistoryEntry& entry : history) handled += entry.kind == "event.handled" ? 1 : 0;
    return handled;
  };
  const Payment::Event remind = Payment::Remind{.after_ms = 60'000};
  ASSERT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "1"}));
  const std::size_t once = delays();
  EXPECT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "1"}));
  engine_.crash_and_recover();
  EXPECT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "1"}));
  EXPECT_EQ(delays(), once);
  EXPECT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "2"}));
  EXPECT_TRUE(payments_.send(id, remind, {.source = "others", .id = "1"}));
  EXPECT_EQ(delays(), once + 2);
  ASSERT_TRUE(engine_.suspend(id));
  EXPECT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "3"}));
  EXPECT_TRUE(payments_.send(id, remind, {.source = "ops", .id = "3"}));
  ASSERT_TRUE(engine_.resume(id));
  EXPECT_EQ(delays(), once + 3);
}

TEST_F(DurableMachine, RefusesAnInvalidName) {
  const InstanceId id = start();
  const auto error_of = [&](const SendOptions& options) {
    return payments_.send(id, Payment::Process{}, options).error().kind;
  };
  EXPECT_EQ(error_of({.source = "ops", .id = ""}), Error::Kind::InvalidArgument);
  EXPECT_EQ(error_of({.source = "", .id = std::string(257, 'x')}), Error::Kind::InvalidArgument);
  EXPECT_EQ(error_of({.source = "", .id = "\xff"}), Error::Kind::InvalidArgument);
}

TEST_F(DurableMachine, SaysNotFoundForAnUnknownId) {
  EXPECT_EQ(payments_.send({"nobody"}, Payment::Process{}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(payments_.state({"nobody"}).error().kind, Error::Kind::NotFound);
}

TEST_F(DurableMachine, TakesNoEventOnceItHasEnded) {
  engine_.on("card.charge").returns(json(R"("r")"));
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(payments_.send(id, Payment::Process{}).error().kind, Error::Kind::Conflict);
}

TEST_F(DurableMachine, FaultsWhenItSaysSoAndCannotBeRetried) {
  engine_.on("card.charge").fails(make_problem(ProblemKind::Runtime, "no money"));
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Faulted);
  EXPECT_EQ(engine_.find(id)->error->detail, "the card was declined");
  EXPECT_EQ(engine_.find(id)->error->instance, "/");
  EXPECT_EQ(engine_.retry(id).error().kind, Error::Kind::Conflict);
}

TEST_F(DurableMachine, IsNotStartedWhenItsInputIsRefused) {
  const auto refused = payments_.start({.input = json("{}"), .id = "p"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::InvalidArgument);
  EXPECT_NE(refused.error().message.find("an amount is missing"), std::string::npos);
  EXPECT_EQ(engine_.find({"p"}).error().kind, Error::Kind::NotFound);
  EXPECT_TRUE(payments_.start({.input = kInput, .id = "p"})) << "the id is free";
}

TEST_F(DurableMachine, UsesTheKeyAgainWhileTheOutcomeIsUnknown) {
  engine_.on("card.charge").unknown_once().unknown_once().returns(json(R"("r")"));
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Completed);
  ASSERT_EQ(engine_.calls().size(), 3u);
  EXPECT_EQ(engine_.calls()[1].idempotency_key, engine_.calls()[0].idempotency_key);
  EXPECT_EQ(engine_.calls()[2].idempotency_key, engine_.calls()[0].idempotency_key);
}

TEST_F(DurableMachine, IssuesItsIntentsAgainAfterACrash) {
  engine_.on("card.charge").never_answers();
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  engine_.crash_and_recover();
  engine_.run_until_idle();
  ASSERT_EQ(engine_.calls().size(), 2u);
  EXPECT_EQ(engine_.calls()[1].idempotency_key, engine_.calls()[0].idempotency_key);
  engine_.answer(engine_.calls()[1], CallSucceeded{json(R"("r")")});
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Completed);
}

TEST_F(DurableMachine, IsNotifiedWhenItsDelayEndsAlsoAfterACrash) {
  engine_.on("card.charge").returns(json(R"("r")"));
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Remind{.after_ms = 60'000}));
  engine_.advance(std::chrono::seconds{30});
  EXPECT_EQ(status(id), Status::Waiting);
  engine_.crash_and_recover();
  engine_.advance(std::chrono::milliseconds{29'999});
  EXPECT_EQ(status(id), Status::Waiting);
  engine_.advance(std::chrono::milliseconds{1});
  EXPECT_EQ(status(id), Status::Completed);
}

TEST_F(DurableMachine, WaitsForAHundredYearsAtMost) {
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Remind{.after_ms = std::numeric_limits<std::int64_t>::max()}));
  engine_.run_until_idle();
  engine_.crash_and_recover();  // what was stored can be read
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Waiting);
}

TEST_F(DurableMachine, KeepsEventsWhileItIsSuspended) {
  engine_.on("card.charge").returns(json(R"("r")"));
  const InstanceId id = start();
  ASSERT_TRUE(engine_.suspend(id));
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_TRUE(engine_.calls().empty());
  ASSERT_TRUE(engine_.resume(id));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Completed);
}

TEST_F(DurableMachine, DoesNothingAfterItIsCancelled) {
  engine_.on("card.charge").never_answers();
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  ASSERT_TRUE(engine_.cancel(id, {}));
  engine_.answer(engine_.calls()[0], CallSucceeded{json(R"("r")")});
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Cancelled);
  EXPECT_EQ(engine_.history(id)->back().kind, "event.ignored");
}

TEST_F(DurableMachine, ReturnsItsHistory) {
  engine_.on("card.charge").returns(json(R"("r")"));
  const InstanceId id = start();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  std::vector<std::string> told;
  const auto history = engine_.history(id).value();
  for (const HistoryEntry& entry : history) told.push_back(entry.kind + ' ' + to_json(entry.output));
  EXPECT_EQ(told, (std::vector<std::string>{"workflow.started null",                                 //
                                            R"(state.changed {"requested":{"amount":5}})",           //
                                            R"(event.handled {"process":{}})",                       //
                                            R"(state.changed {"charging":{"amount":5,"tries":1}})",  //
                                            R"(intent.decided {"charge":{"amount":5}})",             //
                                            R"(event.handled {"succeeded":{"receipt":"r"}})",        //
                                            R"(state.changed {"charged":{"receipt":"r"}})",          //
                                            R"(workflow.completed "r")"}));
}

TEST_F(DurableMachine, RefusesAnEventAtWhichItThrowsAndTakesTheNext) {
  const InstanceId id = start();
  const auto sent = payments_.send(id, Payment::Break{});
  EXPECT_EQ(sent.error().kind, Error::Kind::Conflict);
  EXPECT_NE(sent.error().message.find("broken"), std::string::npos);
  const HistoryEntry refused = engine_.history(id)->back();
  EXPECT_EQ(refused.kind, "event.refused");
  EXPECT_EQ(refused.output, json(R"({"break":{}})"));
  EXPECT_NE(refused.error->detail.find("broken"), std::string::npos);
  EXPECT_EQ(payments_.state(id).value(), Payment::State(Payment::Requested{.amount = 5}));
  engine_.on("card.charge").returns(json(R"("r")"));
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Completed);
}

TEST_F(DurableMachine, IsSuspendedByAnOutcomeAtWhichItThrowsAndSaysWhy) {
  engine_.on("card.charge").returns(json(R"("r")"));
  const InstanceId id = payments_.start({.input = json(R"({"amount":13})"), .id = "p"}).value();
  ASSERT_TRUE(payments_.send(id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(status(id), Status::Suspended);
  EXPECT_NE(engine_.find(id)->error->detail.find("unlucky"), std::string::npos);
  EXPECT_NE(engine_.list({}).value().instances.at(0).reason.find("unlucky"), std::string::npos);
  EXPECT_NE(engine_.history(id)->back().error->detail.find("unlucky"), std::string::npos);
  EXPECT_EQ(engine_.history(id)->back().kind, "workflow.suspended");
  engine_.crash_and_recover();
  const auto resumed = engine_.resume(id);
  EXPECT_EQ(resumed.error().kind, Error::Kind::Conflict);
  EXPECT_NE(resumed.error().message.find("unlucky"), std::string::npos);
  EXPECT_EQ(engine_.calls().size(), 1U) << "the call has been answered";
  EXPECT_TRUE(engine_.cancel(id, {.compensate = true}));
  EXPECT_TRUE(engine_.remove(id));
}

TEST_F(DurableMachine, RunsAsTheChildOfAWorkflow) {
  engine_.on("card.charge").returns(json(R"("r")"));
  engine_
      .deploy(document("parent",
                       "do:\n- pay: {run: {workflow: {namespace: machine, name: payment, version: '1.0.0', input: "
                       "{amount: 7}}}}\n"))
      .value();
  const InstanceId parent = engine_.start({.workflow = {"shop", "parent", ""}, .id = "parent"}).value();
  engine_.run_until_idle();
  const InstanceList machines = engine_.list({.space = "machine"}).value();
  ASSERT_EQ(machines.instances.size(), 1u);
  ASSERT_TRUE(payments_.send(machines.instances[0].id, Payment::Process{}));
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find(parent)->output, json(R"("r")"));
}

TEST_F(DurableMachine, GivesNoEventToAWorkflowOrToAnotherMachine) {
  engine_.on("payment.charge").never_answers();
  engine_.deploy(kOrder).value();
  const InstanceId order = engine_.start({.workflow = {"shop", "order", ""}, .input = json("{\"cents\":1}")}).value();
  EXPECT_EQ(payments_.send(order, Payment::Process{}).error().kind, Error::Kind::Conflict);
  auto others = engine_.add_machine<LaterPayment>("other").value();
  const InstanceId other = others.start({.input = kInput}).value();
  EXPECT_EQ(payments_.send(other, Payment::Process{}).error().kind, Error::Kind::Conflict);
}

TEST_F(DurableMachine, ShowsNoStateOfAWorkflowOrOfAnotherMachine) {
  engine_.on("payment.charge").never_answers();
  engine_.deploy(kOrder).value();
  const InstanceId order = engine_.start({.workflow = {"shop", "order", ""}, .input = json("{\"cents\":1}")}).value();
  EXPECT_EQ(payments_.state(order).error().kind, Error::Kind::NotFound);
  auto others = engine_.add_machine<Payment>("other").value();
  const InstanceId other = others.start({.input = kInput}).value();
  EXPECT_TRUE(others.state(other));
  EXPECT_EQ(payments_.state(other).error().kind, Error::Kind::NotFound);
}

TEST_F(DurableMachine, HasANameWithoutASlash) {
  EXPECT_EQ(engine_.add_machine<Payment>("").error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(engine_.add_machine<Payment>("a/b").error().kind, Error::Kind::InvalidArgument);
}

class StoredMachine : public ::testing::Test {
 protected:
  [[nodiscard]] Engine open() { return Engine::open("sqlite:" + database_, {.logger = log_}).value(); }
  void start_one() {
    Engine engine = open();
    auto payments = engine.add_machine<Payment>("payment").value();
    ASSERT_TRUE(payments.start({.input = kInput, .id = "p"}));
  }

  testing::TemporaryDirectory directory_;
  std::string database_ = directory_.file("baton.db");
  std::shared_ptr<testing::NotedLog> log_ = std::make_shared<testing::NotedLog>();
};

TEST_F(StoredMachine, IsUpgradedFromAnOlderFormat) {
  start_one();
  Engine engine = open();
  auto payments = engine.add_machine<LaterPayment>("payment").value();
  EXPECT_EQ(payments.state({"p"}).value(), LaterPayment::State(LaterPayment::Requested{.amount = 500}));
  engine.add_method("card.charge", make_method([](const Value& arguments) { return to_json(arguments); })).value();
  ASSERT_TRUE(payments.send({"p"}, LaterPayment::Process{}));
  EXPECT_EQ(engine.wait({"p"})->output, json(R"("{\"amount\":500}")"));
}

TEST_F(StoredMachine, IsUpgradedForViewAlsoWhenItHasEnded) {
  {
    Engine engine = open();
    auto payments = engine.add_machine<Payment>("payment").value();
    ASSERT_TRUE(payments.start({.input = kInput, .id = "p"}));
    ASSERT_TRUE(engine.cancel({"p"}));
  }
  Engine engine = open();
  auto payments = engine.add_machine<LaterPayment>("payment").value();
  EXPECT_EQ(payments.state({"p"}).value(), LaterPayment::State(LaterPayment::Requested{.amount = 500}));
}

TEST_F(StoredMachine, IsQuarantinedByAMachineThatCannotReadIt) {
  {
    Engine engine = open();
    auto payments = engine.add_machine<LaterPayment>("payment").value();
    ASSERT_TRUE(payments.start({.input = kInput, .id = "p"}));
  }
  Engine engine = open();
  auto payments = engine.add_machine<Payment>("payment").value();
  const auto sent = payments.send({"p"}, Payment::Process{});
  EXPECT_EQ(sent.error().kind, Error::Kind::Quarantined);
  EXPECT_NE(sent.error().message.find("in format 2, newer than the machine's 1"), std::string::npos);
}

TEST_F(StoredMachine, IsQuarantinedAloneByAnUpgradeThatThrows) {
  start_one();
  {
    Engine engine = open();
    auto payments = engine.add_machine<BrokenPayment>("payment").value();
    ASSERT_TRUE(engine.recover());
    const auto says_why = [](const auto& result) {
      return result.error().kind == Error::Kind::Quarantined &&
             result.error().message.find("no way back") != std::string::npos;
    };
    EXPECT_TRUE(says_why(engine.find({"p"})));
    EXPECT_TRUE(says_why(payments.state({"p"})));
    EXPECT_TRUE(says_why(payments.send({"p"}, BrokenPayment::Process{})));
    EXPECT_TRUE(says_why(engine.wait({"p"})));
    EXPECT_TRUE(says_why(engine.recover({"p"})));
    engine.add_method("card.charge", make_method([] { return json(R"("r")"); })).value();
    ASSERT_TRUE(payments.start({.input = kInput, .id = "other"}));
    ASSERT_TRUE(payments.send({"other"}, BrokenPayment::Process{}));
    EXPECT_EQ(engine.wait({"other"})->output, json(R"("r")"));
  }
  Engine engine = open();
  auto payments = engine.add_machine<LaterPayment>("payment").value();
  EXPECT_EQ(payments.state({"p"}).value(), LaterPayment::State(LaterPayment::Requested{.amount = 500}));
}

// Nothing moves it, so nothing else finds out.
TEST_F(StoredMachine, IsNotWaitedForWhereItCannotBeRead) {
  start_one();
  Engine engine = open();
  ASSERT_TRUE(engine.add_machine<BrokenPayment>("payment"));
  EXPECT_EQ(engine.wait({"p"}).error().kind, Error::Kind::Quarantined);
  EXPECT_EQ(engine.wait_until_idle({"p"}, std::chrono::hours{1}).error().kind, Error::Kind::Quarantined);
}

// What it says may show data.
TEST_F(StoredMachine, IsLoggedAsQuarantinedWithoutWhatItsMachineSays) {
  start_one();
  {
    Engine engine = open();
    auto payments = engine.add_machine<BrokenPayment>("payment").value();
    EXPECT_NE(payments.send({"p"}, BrokenPayment::Break{}).error().message.find("no way back"), std::string::npos);
  }  // all is logged once it is closed
  std::vector<std::string> quarantines = log_->lines();
  std::erase_if(quarantines, [](const std::string& line) { return !line.starts_with("error: "); });
  ASSERT_EQ(quarantines.size(), 1u);
  EXPECT_EQ(quarantines[0],
            "error: an instance is quarantined; instance=p, reason=the instance 'p' is quarantined: "
            "what is stored cannot be read: the machine 'payment' cannot read its state");
}

TEST_F(StoredMachine, CanBeCancelledAndRemovedWhereItCannotBeRead) {
  start_one();
  Engine engine = open();
  auto payments = engine.add_machine<BrokenPayment>("payment").value();
  ASSERT_TRUE(engine.recover());
  EXPECT_TRUE(engine.cancel({"p"}, {.compensate = true}));
  EXPECT_EQ(engine.list({}).value().instances.at(0).status, Status::Cancelled);
  EXPECT_TRUE(engine.remove({"p"}));
}

TEST_F(StoredMachine, CanBeCancelledAndRemovedWithoutItsMachine) {
  start_one();
  Engine engine = open();
  EXPECT_TRUE(engine.cancel({"p"}, {.compensate = true}));
  EXPECT_EQ(engine.find({"p"})->summary.status, Status::Cancelled);
  EXPECT_TRUE(engine.remove({"p"}));
}

TEST_F(StoredMachine, CanBeReadButNotRunWithoutItsMachine) {
  start_one();
  Engine engine = open();
  ASSERT_TRUE(engine.recover());
  EXPECT_EQ(engine.find({"p"})->context, json(R"({"requested":{"amount":5}})"));
  EXPECT_EQ(engine.history({"p"})->size(), 2u);
  EXPECT_EQ(engine.recover({"p"}).error().kind, Error::Kind::MissingOperators);
  EXPECT_EQ(engine.start({.workflow = {"machine", "payment", ""}, .input = kInput}).error().kind,
            Error::Kind::MissingOperators);
}

}  // namespace
}  // namespace baton::app
