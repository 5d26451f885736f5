#include "payment_orchestrator.hpp"

#include "settling_gateway.hpp"

#include "payment/shell/sqlite/sqlite_payment_store.hpp"
#include "payment/shell/sqlite/statement.hpp"
#include "payment/tests/temporary_folder.hpp"

#include <baton/unit_of_work/sqlite_outbox.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace payment {
namespace {

using baton::pattern::Committed;
using baton::pattern::Drained;
using baton::pattern::IntentGateway;
using baton::pattern::NotExecuted;
using baton::pattern::OutboxDispatcher;
using baton::pattern::OutboxGateway;
using baton::pattern::RolledBack;
using baton::pattern::Transactional;
using baton::pattern::TransactionFailed;

const Terms kSmall{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Terms kLarge{.id = {"p2"}, .amount = {.minor = 12'500'00, .currency = Currency::Eur}, .card = {"card_1"}};

// Charges whatever it is asked to, and remembers it.
class RecordingGateway final : public PaymentGateway {
 public:
  ChargeOutcome charge(const intent::Charge& charge) override {
    charges.push_back(charge);
    return outcome::Charged{{"ch_1"}};
  }
  RefundOutcome refund(const intent::Refund&) override { return outcome::RefundRefused{"not here"}; }

  std::vector<intent::Charge> charges;
};

// Cannot save the outcome of a charge.
class ForgettingStore final : public PaymentStore {
 public:
  explicit ForgettingStore(PaymentStore& store) : store_(store) {}

  FetchResult fetch(const PaymentId& id, Session& session) override { return store_.fetch(id, session); }
  AddResult add(const Payment::State& state, Session& session) override { return store_.add(state, session); }
  std::expected<void, StoreError> save(const Payment::State& state, Session& session) override {
    return store_.save(state, session);
  }
  std::expected<std::optional<Payment::State>, StoreError> load(const PaymentId& id) override {
    return store_.load(id);
  }
  std::expected<void, StoreError> save(const PaymentId& /*id*/, const Payment::State& /*state*/) override {
    return std::unexpected(StoreError{.kind = StoreError::Kind::Unavailable, .message = "the disk is full"});
  }

 private:
  PaymentStore& store_;
};

class RefusingGateway final : public IntentGateway<Payment::Intent> {
 public:
  std::expected<void, NotExecuted> execute(const Payment::Intent&) override {
    return std::unexpected(NotExecuted{.reason = "closed"});
  }
};

class PaymentOrchestratorTest : public testing::Test {
 protected:
  using Payments = Transactional<PaymentOrchestrator, UnitOfWork>;
  using Requests = Transactional<PaymentRequests, UnitOfWork>;

  Payments payments() {
    return {.orchestrator = {.store = store, .gateway = outbox_gateway}, .unit_of_work = unit_of_work};
  }
  Requests requests() { return {.orchestrator = {.store = store}, .unit_of_work = unit_of_work}; }

  RequestPaymentResult request(const Terms& terms) {
    return std::visit(
        []<class Outcome>(const Outcome& outcome) -> RequestPaymentResult {
          if constexpr (std::is_same_v<Outcome, Committed<RequestPaymentResult>>) return outcome.result();
          if constexpr (std::is_same_v<Outcome, RolledBack<RequestPaymentResult>>) return outcome.result;
          return StoreError{};
        },
        requests().run(terms));
  }

  Payment::State state_of(const PaymentId& id) { return store.load(id)->value(); }

  // What a process does after a commit, this one or a later one.
  Drained drain() {
    baton::SqliteOutbox outbox(outbox_unit);
    OutboxDispatcher dispatcher(outbox);
    dispatcher.add(SettlingGateway::kName, settling);
    return dispatcher.drain().value();
  }

  PaymentOrchestratorTest() { EXPECT_TRUE(unit_of_work.create_outbox() && store.create()); }

  TemporaryFolder folder;
  UnitOfWork unit_of_work{folder.file("payments.db")};
  UnitOfWork outbox_unit{folder.file("payments.db")};
  SqlitePaymentStore store{unit_of_work};
  RecordingGateway gateway;
  OutboxGateway<Payment::Intent> outbox_gateway{SettlingGateway::kName};
  SettlingGateway settling{store, gateway};
};

TEST_F(PaymentOrchestratorTest, ProcessesAPayment) {
  request(kSmall);
  const auto outcome = payments().run(kSmall.id);
  const auto& committed = std::get<Committed<ProcessPaymentResult>>(outcome);
  EXPECT_EQ(committed.result(), ProcessPaymentResult(PaymentProcessed{kSmall.id}));
  EXPECT_TRUE(gateway.charges.empty());
  EXPECT_EQ(state_of(kSmall.id), Payment::State(state::Charging{kSmall}));
  EXPECT_EQ(drain(), Drained{.executed = 1});
  EXPECT_EQ(gateway.charges.size(), 1U);
  EXPECT_EQ(state_of(kSmall.id), Payment::State(state::Charged{.terms = kSmall, .charge = {"ch_1"}}));
}

TEST_F(PaymentOrchestratorTest, SaysThatVerificationIsRequiredAndChargesNothing) {
  request(kLarge);
  const auto outcome = payments().run(kLarge.id);
  const auto& result = std::get<Committed<ProcessPaymentResult>>(outcome).result();
  EXPECT_EQ(std::get<VerificationRequired>(result).id, kLarge.id);
  EXPECT_EQ(drain(), Drained{});
  EXPECT_EQ(state_of(kLarge.id), Payment::State(state::AwaitingVerification{kLarge}));
}

TEST_F(PaymentOrchestratorTest, SaysThatThereIsNoSuchPayment) {
  const auto outcome = payments().run(PaymentId{"other"});
  EXPECT_EQ(std::get<Committed<ProcessPaymentResult>>(outcome).result(),
            ProcessPaymentResult(PaymentNotFound{{"other"}}));
}

TEST_F(PaymentOrchestratorTest, DoesNotChargeAProcessedPaymentAgain) {
  request(kSmall);
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(payments().run(kSmall.id));
    drain();
  }
  EXPECT_EQ(gateway.charges.size(), 1U);
}

TEST_F(PaymentOrchestratorTest, ChargesNothingThatIsRolledBack) {
  request(kSmall);
  // The store takes no writes: whoever reads on finds the payment as it was.
  auto transaction = unit_of_work.begin();
  ASSERT_TRUE(run_script(transaction->session().handle(),
                         "CREATE TRIGGER full BEFORE UPDATE ON payments BEGIN SELECT RAISE(FAIL, 'full'); END"));
  ASSERT_TRUE(transaction->commit());
  const auto outcome = payments().run(kSmall.id);
  const auto& result = std::get<RolledBack<ProcessPaymentResult>>(outcome).result;
  EXPECT_EQ(std::get<StoreError>(result).message, "full");
  EXPECT_EQ(drain(), Drained{});
  EXPECT_EQ(state_of(kSmall.id), Payment::State(state::Requested{kSmall}));
}

TEST_F(PaymentOrchestratorTest, SaysThatTheStoreDoesNotBegin) {
  const auto other = unit_of_work.begin();
  EXPECT_TRUE(std::holds_alternative<TransactionFailed<UnitOfWork::Error>>(payments().run(kSmall.id)));
}

TEST_F(PaymentOrchestratorTest, AsksForTheChargeAlsoIfTheProcessDiesAfterTheCommit) {
  request(kSmall);
  static_cast<void>(payments().run(kSmall.id));
  // It has died here. The payment may also be processed again before a dispatcher comes: then the same is asked for twice.
  static_cast<void>(payments().run(kSmall.id));
  drain();
  ASSERT_FALSE(gateway.charges.empty());
  for (const intent::Charge& each : gateway.charges) EXPECT_EQ(each.key, gateway.charges.front().key);
  EXPECT_EQ(state_of(kSmall.id), Payment::State(state::Charged{.terms = kSmall, .charge = {"ch_1"}}));
}

TEST_F(PaymentOrchestratorTest, AsksAgainWhereTheOutcomeCouldNotBeSaved) {
  request(kSmall);
  static_cast<void>(payments().run(kSmall.id));
  ForgettingStore forgetting(store);
  SettlingGateway cannot_save{forgetting, gateway};
  baton::SqliteOutbox outbox(outbox_unit);
  OutboxDispatcher dispatcher(outbox);
  dispatcher.add(SettlingGateway::kName, cannot_save);
  EXPECT_EQ(dispatcher.drain().value(), Drained{.failed = 1});
  EXPECT_EQ(gateway.charges.size(), 1U);
  EXPECT_EQ(state_of(kSmall.id), Payment::State(state::Charging{kSmall}));
}

TEST_F(PaymentOrchestratorTest, ReportsAGatewayThatRefusesOutsideATransaction) {
  request(kSmall);
  RefusingGateway refusing;
  auto transaction = unit_of_work.begin();
  const PaymentOrchestrator bare{.store = store, .gateway = refusing};
  EXPECT_EQ(bare.run(kSmall.id, transaction->session()),
            ProcessPaymentResult(NotAsked{.id = kSmall.id, .why = {.reason = "closed"}}));
}

TEST_F(PaymentOrchestratorTest, TakesOnlyPaymentsThatTheRulesAllow) {
  EXPECT_EQ(request(kSmall), RequestPaymentResult(PaymentAdded{kSmall.id}));
  EXPECT_EQ(request(kSmall), RequestPaymentResult(PaymentExists{kSmall.id}));
  const Money nothing{.minor = 0, .currency = Currency::Eur};
  EXPECT_EQ(request({.id = {"p3"}, .amount = nothing, .card = {"card_1"}}),
            RequestPaymentResult(PaymentRefused{InvalidAmount{nothing}}));
  EXPECT_EQ(store.load({"p3"}).value(), std::optional<Payment::State>());
}

}  // namespace
}  // namespace payment
