// What survives an engine, and what other engines see of its store.
#include "app/wiring/test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>
#include <support/noted_log.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <latch>
#include <thread>

namespace baton::app {
namespace {

const StartOptions kStart{.workflow = {"shop", "order", ""}, .input = json(R"({"cents":100})"), .id = "order-1"};

class Durability : public ::testing::Test {
 protected:
  [[nodiscard]] Engine open(EngineOptions options = {}) { return Engine::open("sqlite:" + database_, options).value(); }
  // An engine that dies while the operator is at work; returns the call's key.
  IntentKey die_in_flight() {
    Engine engine = open();
    engine.add_method("payment.charge", held_.method()).value();
    EXPECT_TRUE(engine.deploy(kOrder));
    EXPECT_TRUE(engine.start(kStart));
    return held_.context(0).idempotency_key;
  }

  testing::TemporaryDirectory directory_;
  std::string database_ = directory_.file("baton.db");
  HeldMethod held_;
};

TEST_F(Durability, RepeatsCallsInFlightUnderTheSameKey) {
  const IntentKey key = die_in_flight();
  Engine engine = open();
  HeldMethod again;
  engine.add_method("payment.charge", again.method()).value();
  ASSERT_TRUE(engine.recover());
  EXPECT_EQ(again.context(0).idempotency_key, key);
  again.answer(0, CallSucceeded{json("1")});
  EXPECT_EQ(engine.wait({"order-1"})->output, json("1"));
}

TEST_F(Durability, ContinuesNothingBeforeRecover) {
  (void)die_in_flight();
  Engine engine = open();
  HeldMethod again;
  engine.add_method("payment.charge", again.method()).value();
  StartOptions other = kStart;
  other.id = "order-2";
  ASSERT_TRUE(engine.start(other));
  EXPECT_EQ(again.context(0).instance, InstanceId{"order-2"});
  again.answer(0, CallSucceeded{});
  EXPECT_EQ(engine.wait({"order-2"})->summary.status, Status::Completed);
  EXPECT_EQ(again.count(), 1u);
  EXPECT_EQ(engine.find({"order-1"})->summary.status, Status::Running);
}

TEST_F(Durability, ContinuesOnlyTheNamedInstance) {
  const IntentKey key = die_in_flight();
  Engine engine = open();
  HeldMethod again;
  engine.add_method("payment.charge", again.method()).value();
  ASSERT_TRUE(engine.recover({"order-1"}));
  EXPECT_EQ(again.context(0).idempotency_key, key);
  again.answer(0, CallSucceeded{json("1")});
  EXPECT_EQ(engine.wait({"order-1"})->output, json("1"));
}

TEST_F(Durability, DoesNotFaultAnInstanceIfAnOperatorIsMissing) {
  (void)die_in_flight();
  Engine engine = open();  // which has no operators
  EXPECT_EQ(engine.recover({"order-1"}).error().kind, Error::Kind::MissingOperators);
  EXPECT_EQ(engine.resume({"order-1"}).error().kind, Error::Kind::MissingOperators);
  EXPECT_EQ(engine.cancel({"order-1"}, {.compensate = true}).error().kind, Error::Kind::MissingOperators);
  EXPECT_EQ(engine.recover({"nobody"}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine.find({"order-1"})->summary.status, Status::Running);
  ASSERT_TRUE(engine.suspend({"order-1"}));
  ASSERT_TRUE(engine.cancel({"order-1"}));
  EXPECT_EQ(engine.find({"order-1"})->summary.status, Status::Cancelled);
}

const std::string kPaidOrder =
    document("paid",
             "do:\n"
             "- charge: {call: payment.charge, metadata: {compensate: [{undo: {call: payment.refund}}]}}\n"
             "- mail: {call: mail.send}\n");

// An engine that dies while the order is charged.
class DurabilityOfAPaidOrder : public Durability {
 protected:
  void SetUp() override {
    Engine engine = open();
    for (const char* function : {"payment.charge", "payment.refund", "mail.send"}) {
      engine.add_method(function, held_.method()).value();
    }
    ASSERT_TRUE(engine.run(kPaidOrder, {.input = {}, .id = "order-1"}));
    static_cast<void>(held_.context(0));
  }
  static std::string doing(Engine& engine, const std::string& id) {
    const auto view = engine.find({id}).value();
    return view.tasks.empty() ? std::string() : view.tasks.back().doing;
  }

  HeldMethod charge_;
  HeldMethod refund_;
  HeldMethod mail_;
};

TEST_F(DurabilityOfAPaidOrder, LosesNothingWhereAnOperatorWasForgotten) {
  bounded([&] {
    const auto log = std::make_shared<testing::NotedLog>();
    {
      Engine engine = open({.logger = log});
      engine.add_method("payment.charge", charge_.method()).value();
      engine.add_method("payment.refund", refund_.method()).value();
      ASSERT_TRUE(engine.recover());
      charge_.answer(0, CallSucceeded{});
      ASSERT_TRUE(engine.wait_until_all_done());
      EXPECT_EQ(engine.find({"order-1"})->summary.status, Status::Running);
      EXPECT_EQ(doing(engine, "order-1"), "waiting for the operator mail.send, which is not registered");
      EXPECT_EQ(engine.health().missing_operators,
                std::vector<MissingOperator>({{.function = "mail.send", .waiting = 1}}));
      EXPECT_TRUE(engine.health().is_ready());
      const std::string warning = "warning: calls wait for an operator that is not registered; function=mail.send";
      EXPECT_EQ(std::ranges::count(log->lines(), warning), 1);

      engine.add_method("mail.send", mail_.method()).value();
      EXPECT_EQ(mail_.context(0).instance, InstanceId{"order-1"});
      EXPECT_TRUE(engine.health().missing_operators.empty());
      EXPECT_EQ(doing(engine, "order-1"), "calling mail.send");
      mail_.answer(0, CallSucceeded{json("1")});
      EXPECT_EQ(engine.wait({"order-1"})->output, json("1"));
    }
    EXPECT_EQ(refund_.count(), 0u);
  });
}

TEST_F(DurabilityOfAPaidOrder, IsContinuedByTheNextEngineThatHasTheOperator) {
  bounded([&] {
    {
      Engine engine = open();
      engine.add_method("payment.charge", charge_.method()).value();
      ASSERT_TRUE(engine.recover());
      charge_.answer(0, CallSucceeded{});
      ASSERT_TRUE(engine.wait_until_all_done());
    }
    Engine engine = open();
    engine.add_method("mail.send", mail_.method()).value();
    ASSERT_TRUE(engine.recover());
    mail_.answer(0, CallSucceeded{});
    EXPECT_EQ(engine.wait({"order-1"})->summary.status, Status::Completed);
  });
}

TEST_F(DurabilityOfAPaidOrder, CanBeCancelledWhileItWaitsForAnOperator) {
  bounded([&] {
    Engine engine = open();
    engine.add_method("payment.charge", charge_.method()).value();
    ASSERT_TRUE(engine.recover());
    charge_.answer(0, CallSucceeded{});
    ASSERT_TRUE(engine.wait_until_all_done());
    ASSERT_TRUE(engine.cancel({"order-1"}));
    EXPECT_EQ(engine.wait({"order-1"})->summary.status, Status::Cancelled);
    EXPECT_TRUE(engine.health().missing_operators.empty());
  });
}

TEST_F(Durability, IgnoresAnAnswerThatComesAfterTheEngineIsGone) {
  (void)die_in_flight();
  held_.answer(0, CallSucceeded{json("1")});
  Engine engine = open({.mode = EngineOptions::Mode::Read});
  EXPECT_EQ(engine.find({"order-1"})->summary.status, Status::Running);
}

TEST_F(Durability, WaitsForAnOperatorThatBlocksWhenItEnds) {
  std::latch begun(1);
  std::atomic<bool> ended = false;
  {
    Engine engine = open();
    engine
        .add_method("payment.charge", make_method([&](const Value&) {
                      begun.count_down();
                      for (int i = 0; i < 1'000; ++i) std::this_thread::yield();
                      ended = true;
                      return 1;
                    }))
        .value();
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start(kStart));
    begun.wait();
  }
  EXPECT_TRUE(ended);
}

TEST_F(Durability, KeepsSecretsOutOfTheStore) {
  const std::string secret = "correct-horse-battery-staple";
  std::string seen;
  {
    Engine engine = open({.secrets = Value::object({{"vault", Value::string(secret)}, {"other", Value::string("x")}})});
    engine
        .add_method("payment.charge", make_method([&](const Value& arguments) {
                      seen = to_json(arguments);
                      return std::string("charged");
                    }))
        .value();
    const auto id = engine.run(document("secretive",
                                        "use: {secrets: [vault]}\n"
                                        "do:\n- charge: {call: payment.charge, with: {key: '${ $secrets.vault }', "
                                        "all: '${ $secrets }'}}\n"),
                               {.input = json(R"({"visible":"yes"})"), .id = "order-1"});
    ASSERT_TRUE(id) << id.error().message << (id.error().details.empty() ? "" : id.error().details[0]);
    EXPECT_EQ(engine.wait(*id)->output, json(R"("charged")"));
  }
  EXPECT_EQ(seen, R"({"key":")" + secret + R"(","all":{"vault":")" + secret + R"("}})");
  std::size_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(database_).parent_path())) {
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(content.find(secret), std::string::npos) << file.path();
    bytes += content.size();
  }
  EXPECT_GT(bytes, 0u);
}

TEST_F(Durability, RefusesAWorkflowWhoseSecretIsNotGiven) {
  Engine engine = open();
  engine.add_method("payment.charge", held_.method()).value();
  const auto id = engine.run(document("secretive",
                                      "use: {secrets: [vault]}\n"
                                      "do:\n- charge: {call: payment.charge, with: {key: '${ $secrets.vault }'}}\n"),
                             {});
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, Error::Kind::InvalidArgument);
  EXPECT_THAT(id.error().message, ::testing::HasSubstr("vault"));
}

TEST_F(Durability, ReadsBesideAWriterAndChangesNothing) {
  Engine writer = open();
  writer.add_method("payment.charge", held_.method()).value();
  ASSERT_TRUE(writer.deploy(kOrder));
  ASSERT_TRUE(writer.start(kStart));
  (void)held_.context(0);

  Engine reader = open({.mode = EngineOptions::Mode::Read});
  EXPECT_EQ(reader.find({"order-1"})->tasks.at(0).doing, "calling payment.charge");
  EXPECT_EQ(reader.list().value().instances.size(), 1u);
  EXPECT_EQ(reader.history({"order-1"})->size(), 2u);
  EXPECT_EQ(reader.definitions()->size(), 1u);
  EXPECT_EQ(reader.wait({"order-1"}).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(reader.start(kStart).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(reader.cancel({"order-1"}).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(reader.remove({"order-1"}).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(reader.deploy(kOrder).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(reader.recover().error().kind, Error::Kind::Conflict);

  held_.answer(0, CallSucceeded{json("1")});
  ASSERT_TRUE(writer.wait({"order-1"}));
  EXPECT_EQ(reader.wait({"order-1"})->output, json("1"));
}

TEST_F(Durability, HasOneWriterPerStore) {
  const Engine first = open();
  const auto second = Engine::open("sqlite:" + database_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Error::Kind::Busy);
}

TEST_F(Durability, CanBeMoved) {
  Engine first = open();
  Engine second = std::move(first);
  ASSERT_TRUE(second.deploy(kOrder));
  second = Engine::open("memory:").value();
  EXPECT_TRUE(second.definitions()->empty());
}

std::string refusal_of(std::string_view url) {
  const auto opened = Engine::open(url);
  if (opened) return "opened";
  EXPECT_EQ(opened.error().kind, Error::Kind::InvalidArgument);
  return opened.error().message;
}

TEST(StoreUrl, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(refusal_of("baton.db"), "'baton.db' is not a store URL; this version has 'memory:' and 'sqlite:PATH'");
  EXPECT_EQ(refusal_of("mongo://x"), "'mongo' is not a kind of store; this version has 'memory:' and 'sqlite:PATH'");
  EXPECT_EQ(refusal_of("postgres://x"),
            "'postgres' stores are not supported by this version; this version has 'memory:' and 'sqlite:PATH'");
  EXPECT_EQ(refusal_of("redis://x"),
            "'redis' stores are not supported by this version; this version has 'memory:' and 'sqlite:PATH'");
  EXPECT_EQ(refusal_of("sqlite:"), "the path is missing; write 'sqlite:PATH'");
  EXPECT_EQ(refusal_of("memory:x"), "a store in memory has no path; write 'memory:'");
}

TEST(EngineOptions, TakeSecretsAsAnObject) {
  EXPECT_EQ(Engine::open("memory:", {.secrets = Value::string("x")}).error().kind, Error::Kind::InvalidArgument);
}

}  // namespace
}  // namespace baton::app
