#include "durable_payment.hpp"

#include "payment/shell/card_operator.hpp"
#include "payment/tests/fake_processor/fake_processor.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace payment {
namespace {

using Traits = baton::MachineTraits<Payment>;

const Terms kDurableTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const intent::Charge kDurableCharge{
    .payment = {"p1"}, .key = {"k"}, .amount = kDurableTerms.amount, .card = kDurableTerms.card};
const intent::Refund kRefund{.payment = {"p1"}, .key = {"k"}, .charge = {"ch_1"}};

TEST(DurablePayment, StartsFromTheTerms) {
  EXPECT_EQ(Traits::start(baton::to_value(kDurableTerms)), Payment::State(state::Requested{kDurableTerms}));
}

TEST(DurablePayment, SaysFromWhatItCannotStart) {
  for (const char* input : {"null", "{}", R"({"id":"p1","amount":{"minor":0,"currency":"Eur"},"card":"c"})",
                            R"({"id":"p 1","amount":{"minor":1,"currency":"Eur"},"card":"c"})",
                            R"({"id":"p1","amount":{"minor":1,"currency":"Gbp"},"card":"c"})"}) {
    const auto started = Traits::start(*baton::parse_json(input));
    ASSERT_FALSE(started) << input;
    EXPECT_EQ(started.error().type, baton::problem_type(baton::ProblemKind::Validation));
  }
}

TEST(DurablePayment, AsksTheCardOperator) {
  EXPECT_EQ(Traits::request(kDurableCharge),
            baton::MachineRequest(
                baton::MachineCall{.function = "card.charge", .arguments = baton::to_value(kDurableCharge)}));
  EXPECT_EQ(Traits::request(kRefund), baton::MachineRequest(baton::MachineCall{.function = "card.refund",
                                                                               .arguments = baton::to_value(kRefund)}));
}

TEST(DurablePayment, TakesTheOperatorsAnswerForTheNextEvent) {
  const Payment::Event declined = event::ChargeDeclined{DeclineReason::ExpiredCard};
  EXPECT_EQ(Traits::outcome(kDurableCharge, baton::CallSucceeded{baton::to_value(declined)}), declined);
}

TEST(DurablePayment, IsLeftInDoubtByEverythingElse) {
  const baton::Problem problem = baton::make_problem(baton::ProblemKind::Timeout, "timeout");
  EXPECT_EQ(Traits::outcome(kDurableCharge, baton::CallFailed{problem}),
            Payment::Event(event::ChargeUnknown{"timeout"}));
  EXPECT_EQ(Traits::outcome(kDurableCharge, baton::CallUnknown{problem}),
            Payment::Event(event::ChargeUnknown{"timeout"}));
  EXPECT_EQ(Traits::outcome(kRefund, baton::CallUnknown{problem}), Payment::Event(event::RefundUnknown{"timeout"}));
  EXPECT_TRUE(std::holds_alternative<event::ChargeUnknown>(Traits::outcome(kDurableCharge, baton::CallSucceeded{})));
}

TEST(DurablePayment, IsOverWhenNothingMoreCanHappen) {
  const Payment::State declined = state::Declined{.terms = kDurableTerms, .reason = DeclineReason::Other};
  EXPECT_EQ(Traits::end(declined), baton::MachineEnd(baton::to_value(declined)));
  EXPECT_TRUE(Traits::end(state::Refunded{.terms = kDurableTerms, .charge = {"ch_1"}, .refund = {"re_1"}}));
  EXPECT_FALSE(Traits::end(state::Charged{.terms = kDurableTerms, .charge = {"ch_1"}}));
  EXPECT_FALSE(Traits::end(state::Charging{kDurableTerms}));
}

// In the engine, against a processor: the process dies with the charge under way, and the next one continues.
class PaymentInTheEngine : public ::testing::Test {
 protected:
  PaymentInTheEngine() {
    engine_
        .add_operator("card", std::make_shared<CardOperator>(
                                  HttpClientOptions{.base_url = processor_.url(), .secret_key = "secret"}))
        .or_exit();
  }

  [[nodiscard]] Payment::State state() { return payments_.state({"p1"}).value(); }
  void send(const Payment::Event& event) {
    ASSERT_TRUE(payments_.send({"p1"}, event));
    engine_.run_until_idle();
  }

  fake::FakeProcessor processor_{{.secret_key = "secret"}};
  baton::testing::TestEngine engine_;
  baton::Machines<Payment> payments_ = engine_.add_machine<Payment>("payment").value();
};

TEST_F(PaymentInTheEngine, IsChargedAndRefunded) {
  Terms terms = kDurableTerms;
  terms.card = {"card_ok"};
  ASSERT_TRUE(payments_.start({.input = baton::to_value(terms), .id = "p1"}));
  EXPECT_EQ(state(), Payment::State(state::Requested{terms}));
  send(event::Process{});
  EXPECT_TRUE(std::holds_alternative<state::Charged>(state()));
  send(event::Process{});  // again: changes nothing
  send(event::Refund{});
  EXPECT_EQ(engine_.find({"p1"})->summary.status, baton::Status::Completed);
  ASSERT_EQ(processor_.entries().size(), 1u);
  EXPECT_FALSE(processor_.entries()[0].refund.empty());
}

TEST_F(PaymentInTheEngine, IsChargedOnceIfTheProcessDiesBeforeTheAnswer) {
  Terms terms = kDurableTerms;
  terms.card = {"card_ok"};
  ASSERT_TRUE(payments_.start({.input = baton::to_value(terms), .id = "p1"}));
  ASSERT_TRUE(payments_.send({"p1"}, event::Process{}));
  ASSERT_EQ(processor_.entries().size(), 1u);  // the answer is on its way
  engine_.crash_and_recover();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.calls("card.charge").size(), 2u);
  EXPECT_TRUE(std::holds_alternative<state::Charged>(state()));
  EXPECT_EQ(processor_.entries().size(), 1u);
}

}  // namespace
}  // namespace payment
