#include "payment.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace payment {
namespace {

using Decision = Payment::Decision;

const Terms kSmall{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Terms kAtLimit{.id = {"p2"}, .amount = {.minor = 10'000'00, .currency = Currency::Eur}, .card = {"card_1"}};
const Terms kLarge{.id = {"p3"}, .amount = {.minor = 10'000'01, .currency = Currency::Eur}, .card = {"card_1"}};

intent::Charge charge_of(const Terms& terms) {
  return {.payment = terms.id,
          .key = {"payment/" + terms.id.value + "/charge"},
          .amount = terms.amount,
          .card = terms.card};
}
intent::Refund refund_of(const Terms& terms, const ChargeId& charge) {
  return {.payment = terms.id, .key = {"payment/" + terms.id.value + "/refund"}, .charge = charge};
}

TEST(Payment, IsChargedUpToTheLimit) {
  for (const Terms& terms : {kSmall, kAtLimit}) {
    const Decision charging{.next = state::Charging{terms}, .intents = {charge_of(terms)}};
    EXPECT_EQ(Payment::handle(state::Requested{terms}, event::Process{}), charging);
  }
}

TEST(Payment, AsksForVerificationAboveTheLimit) {
  const Decision waiting{.next = state::AwaitingVerification{kLarge}};
  EXPECT_EQ(Payment::handle(state::Requested{kLarge}, event::Process{}), waiting);
}

TEST(Payment, IsChargedOnceItHasBeenVerified) {
  const Decision charging{.next = state::Charging{kLarge}, .intents = {charge_of(kLarge)}};
  EXPECT_EQ(Payment::handle(state::AwaitingVerification{kLarge}, event::Verify{}), charging);
  // Verified beforehand, it waits until it is to be processed.
  EXPECT_EQ(Payment::handle(state::Requested{kLarge}, event::Verify{}), Decision{.next = state::Verified{kLarge}});
  EXPECT_EQ(Payment::handle(state::Verified{kLarge}, event::Process{}), charging);
}

TEST(Payment, TakesTheAnswerToItsCharge) {
  const state::Charging charging{kSmall};
  EXPECT_EQ(Payment::handle(charging, event::ChargeSucceeded{{"ch_1"}}),
            (Decision{.next = state::Charged{.terms = kSmall, .charge = {"ch_1"}}}));
  EXPECT_EQ(Payment::handle(charging, event::ChargeDeclined{DeclineReason::ExpiredCard}),
            (Decision{.next = state::Declined{.terms = kSmall, .reason = DeclineReason::ExpiredCard}}));
}

TEST(Payment, AsksForTheSameChargeWhenItIsAskedAgain) {
  const Decision first = Payment::handle(state::Requested{kSmall}, event::Process{});
  EXPECT_EQ(Payment::handle(first.next, event::Process{}), first);
}

TEST(Payment, AsksForTheSameChargeWhenItsAnswerWasLost) {
  Decision decision = Payment::handle(state::Requested{kSmall}, event::Process{});
  const std::vector<Payment::Intent> same = {charge_of(kSmall)};
  for (std::uint32_t asked = 2; asked <= kMaxAsked; ++asked) {
    decision = Payment::handle(decision.next, event::ChargeUnknown{"timeout"});
    EXPECT_EQ(decision, (Decision{.next = state::Charging{.terms = kSmall, .asked = asked}, .intents = same}));
  }
}

TEST(Payment, StopsAskingWhenTooManyAnswersWereLost) {
  const state::Charging tired{.terms = kSmall, .asked = kMaxAsked};
  EXPECT_EQ(Payment::handle(tired, event::ChargeUnknown{"timeout"}), Decision{.next = tired});
  EXPECT_EQ(Payment::handle(tired, event::Process{}),
            (Decision{.next = state::Charging{kSmall}, .intents = {charge_of(kSmall)}}));
}

TEST(Payment, IsRefundedOnlyOnceItIsCharged) {
  const ChargeId charge{"ch_1"};
  const state::Charged charged{.terms = kSmall, .charge = charge};
  const Decision refunding = Payment::handle(charged, event::Refund{});
  EXPECT_EQ(refunding, (Decision{.next = state::Refunding{.terms = kSmall, .charge = charge},
                                 .intents = {refund_of(kSmall, charge)}}));
  EXPECT_EQ(Payment::handle(refunding.next, event::Refund{}), refunding);
  EXPECT_EQ(Payment::handle(refunding.next, event::RefundSucceeded{{"re_1"}}),
            (Decision{.next = state::Refunded{.terms = kSmall, .charge = charge, .refund = {"re_1"}}}));
  EXPECT_EQ(Payment::handle(refunding.next, event::RefundRefused{"disputed"}), Decision{.next = charged});
}

TEST(Payment, AsksForTheSameRefundWhenItsAnswerWasLost) {
  const ChargeId charge{"ch_1"};
  EXPECT_EQ(Payment::handle(state::Refunding{.terms = kSmall, .charge = charge}, event::RefundUnknown{"timeout"}),
            (Decision{.next = state::Refunding{.terms = kSmall, .charge = charge, .asked = 2},
                      .intents = {refund_of(kSmall, charge)}}));
  const state::Refunding tired{.terms = kSmall, .charge = charge, .asked = kMaxAsked};
  EXPECT_EQ(Payment::handle(tired, event::RefundUnknown{"timeout"}), Decision{.next = tired});
}

// One value of each kind, by its place in the variant.
const std::vector<Payment::State> kStates = {state::Requested{kSmall},
                                             state::AwaitingVerification{kLarge},
                                             state::Verified{kLarge},
                                             state::Charging{kSmall},
                                             state::Charged{.terms = kSmall, .charge = {"ch_1"}},
                                             state::Declined{.terms = kSmall, .reason = DeclineReason::ExpiredCard},
                                             state::Refunding{.terms = kSmall, .charge = {"ch_1"}},
                                             state::Refunded{.terms = kSmall, .charge = {"ch_1"}, .refund = {"re_1"}}};
const std::vector<Payment::Event> kEvents = {event::Process{},         event::Verify{},         event::Refund{},
                                             event::ChargeSucceeded{}, event::ChargeDeclined{}, event::ChargeUnknown{},
                                             event::RefundSucceeded{}, event::RefundRefused{},  event::RefundUnknown{}};

template <class T, class... Alternatives>
std::size_t index_of(const std::variant<Alternatives...>&, const T& alternative) {
  return std::variant<Alternatives...>(alternative).index();
}

TEST(Payment, IsChangedByNothingThatComesLateOrAgain) {
  const auto pair = [](const auto& state, const auto& event) {
    return std::pair(index_of(Payment::State(), state), index_of(Payment::Event(), event));
  };
  // The transition table of payment.cpp.
  const std::set<std::pair<std::size_t, std::size_t>> table = {pair(state::Requested{}, event::Process{}),
                                                               pair(state::Requested{}, event::Verify{}),
                                                               pair(state::AwaitingVerification{}, event::Verify{}),
                                                               pair(state::Verified{}, event::Process{}),
                                                               pair(state::Charging{}, event::Process{}),
                                                               pair(state::Charging{}, event::ChargeSucceeded{}),
                                                               pair(state::Charging{}, event::ChargeDeclined{}),
                                                               pair(state::Charging{}, event::ChargeUnknown{}),
                                                               pair(state::Charged{}, event::Refund{}),
                                                               pair(state::Refunding{}, event::Refund{}),
                                                               pair(state::Refunding{}, event::RefundSucceeded{}),
                                                               pair(state::Refunding{}, event::RefundRefused{}),
                                                               pair(state::Refunding{}, event::RefundUnknown{})};
  ASSERT_EQ(kStates.size(), std::variant_size_v<Payment::State>);
  ASSERT_EQ(kEvents.size(), std::variant_size_v<Payment::Event>);
  for (const Payment::State& state : kStates) {
    for (const Payment::Event& event : kEvents) {
      const Decision unchanged{.next = state};
      EXPECT_EQ(Payment::handle(state, event) != unchanged, table.contains({state.index(), event.index()}))
          << "state " << state.index() << ", event " << event.index();
    }
  }
}

TEST(Payment, BeginsWithAPositiveAmountAndAPlainId) {
  EXPECT_EQ(Payment::request(kSmall), Payment::Request(state::Requested{kSmall}));
  for (const std::int64_t minor : {0, -1}) {
    const Money amount{.minor = minor, .currency = Currency::Eur};
    EXPECT_EQ(Payment::request({.id = {"p1"}, .amount = amount, .card = {"card_1"}}),
              Payment::Request(InvalidAmount{amount}));
  }
  for (const std::string& id : {std::string(), std::string("a b"), std::string("a/b"), std::string(101, 'x')}) {
    const auto requested = Payment::request({.id = {id}, .amount = kSmall.amount, .card = {"card_1"}});
    EXPECT_TRUE(std::holds_alternative<InvalidPaymentId>(requested)) << id;
  }
}

}  // namespace
}  // namespace payment
