#include "processing.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

const Terms kSmallTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Terms kLargeTerms{.id = {"p2"}, .amount = {.minor = 12'500'00, .currency = Currency::Eur}, .card = {"card_1"}};

TEST(Processing, DecidesWhatTheMachineDecides) {
  const Payment::State states[] = {state::Requested{kSmallTerms}, state::Verified{kLargeTerms},
                                   state::Charging{kSmallTerms},
                                   state::Charged{.terms = kSmallTerms, .charge = {"ch_1"}}};
  for (const Payment::State& state : states) {
    EXPECT_EQ(decide(state), ProcessDecision(Proceed{Payment::handle(state, event::Process{})}));
  }
}

TEST(Processing, SaysWhyVerificationIsRequired) {
  const Payment::Decision waiting{.next = state::AwaitingVerification{kLargeTerms}};
  const ProcessDecision required = RequireVerification{
      .decision = waiting,
      .reason = "12500.00 EUR is above the limit of 10000.00 EUR; it is charged once it has been verified"};
  EXPECT_EQ(decide(state::Requested{kLargeTerms}), required);
  EXPECT_EQ(decide(state::AwaitingVerification{kLargeTerms}), required);
}

}  // namespace
}  // namespace payment
