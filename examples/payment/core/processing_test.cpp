#include "processing.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

const Terms kSmall{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Terms kLarge{.id = {"p2"}, .amount = {.minor = 12'500'00, .currency = Currency::Eur}, .card = {"card_1"}};

TEST(Processing, DecidesWhatTheMachineDecides) {
  const Payment::State states[] = {state::Requested{kSmall}, state::Verified{kLarge}, state::Charging{kSmall},
                                   state::Charged{.terms = kSmall, .charge = {"ch_1"}}};
  for (const Payment::State& state : states) {
    EXPECT_EQ(decide(state), ProcessDecision(Proceed{Payment::handle(state, event::Process{})}));
  }
}

TEST(Processing, SaysWhyVerificationIsRequired) {
  const Payment::Decision waiting{.next = state::AwaitingVerification{kLarge}};
  const ProcessDecision required = RequireVerification{
      .decision = waiting,
      .reason = "12500.00 EUR is above the limit of 10000.00 EUR; it is charged once it has been verified"};
  EXPECT_EQ(decide(state::Requested{kLarge}), required);
  EXPECT_EQ(decide(state::AwaitingVerification{kLarge}), required);
}

}  // namespace
}  // namespace payment
