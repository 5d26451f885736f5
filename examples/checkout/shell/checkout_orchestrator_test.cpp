#include "checkout_orchestrator.hpp"

#include "checkout/shell/testing/scripted_ports.hpp"

#include <boost/pfr/tuple_size.hpp>

#include <gtest/gtest.h>

namespace checkout {
namespace {

using baton::pattern::Compensation;
using baton::pattern::Untranslated;

class CheckoutTest : public testing::Test {
 protected:
  CheckoutResult run(const RawCart& cart) {
    const CheckoutOrchestrator checkout{.users = users, .inventory = inventory, .payments = payments, .orders = orders};
    return checkout.run({.id = {"c1"}, .user = {"user1"}, .cart = Untranslated(cart)});
  }
  CheckoutResult run() { return run({{.id = "item1", .name = "Test", .price = "50.0", .quantity = "2"}}); }
  // The reason of a checkout from which everything could be undone.
  Reason reason_of(const CheckoutResult& result) {
    const auto& abandoned = std::get<Abandoned>(result);
    EXPECT_TRUE(abandoned.compensation.failed.empty());
    return abandoned.reason;
  }

  Journal journal;
  ScriptedUsers users{journal};
  ScriptedInventory inventory{journal};
  ScriptedPayments payments{journal};
  ScriptedOrders orders{journal};
};

TEST(CheckoutOrchestrator, HasFourDependencies) {
  static_assert(baton::pattern::is_orchestrator<CheckoutOrchestrator>());
  EXPECT_EQ(boost::pfr::tuple_size_v<CheckoutOrchestrator>, baton::pattern::kMaxDependencies);
}

TEST_F(CheckoutTest, TakesAPremiumUsersCartToAConfirmedOrder) {
  users.user["tier"] = "premium";
  EXPECT_EQ(run(), CheckoutResult(Completed{.order = {"order123"},
                                            .total = Cents{100'00},
                                            .reservation = ReservationKind::FromStock,
                                            .confirmation = ConfirmationType::Premium,
                                            .confirmed = ConfirmationSent{}}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve", "charge card123 100.00 as c1/charge/1",
                              "create order paid by pay123", "premium confirmation to ada@example.org"}));
}

TEST_F(CheckoutTest, ConfirmsLargeTotalsThePremiumWay) {
  EXPECT_EQ(std::get<Completed>(run()).confirmation, ConfirmationType::Standard);
  const auto large = run({{.id = "item1", .name = "Test", .price = "1000.01", .quantity = "1"}});
  EXPECT_EQ(std::get<Completed>(large).confirmation, ConfirmationType::Premium);
}

TEST_F(CheckoutTest, DoesNothingIfTheRulesRefuseTheCart) {
  users.user["is_verified"] = "false";
  EXPECT_EQ(run(), CheckoutResult(Abandoned{.reason = Violation(UserNotVerified{{"user1"}}), .compensation = {}}));
  EXPECT_EQ(journal, Journal{"find user1"});
  users.user["is_verified"] = "true";
  EXPECT_EQ(reason_of(run(RawCart{})), Reason(Violation(CartEmpty{})));
  EXPECT_EQ(reason_of(run({{.id = "item1", .name = "Test", .price = "-1", .quantity = "1"}})),
            Reason(Violation(InvalidPrice{"Test"})));
}

TEST_F(CheckoutTest, DoesNothingIfARecordCannotBeRead) {
  EXPECT_EQ(reason_of(run({{.id = "item1", .name = "Test", .price = "free", .quantity = "1"}})),
            Reason(Unreadable{.what = "cart item 'item1'", .why = "'free' is not a valid price"}));
  users.user["tier"] = "gold";
  EXPECT_EQ(reason_of(run()), Reason(Unreadable{.what = "user", .why = "'gold' is not a known tier"}));
  EXPECT_EQ(journal, (Journal{"find user1", "find user1"}));
}

TEST_F(CheckoutTest, DoesNothingWithoutAUser) {
  users.answer = [] { return UserUnknown{{"user1"}}; };
  EXPECT_EQ(reason_of(run()), Reason(UserUnknown{{"user1"}}));
  users.answer = [] { return Failed{"down"}; };
  EXPECT_EQ(reason_of(run()), Reason(SystemFailure{.step = "find user", .why = "down"}));
}

TEST_F(CheckoutTest, RefusesMissingItemsToAStandardUser) {
  const OutOfStock out{{{.item = {"item1"}, .quantity = 1}}};
  inventory.reserved = out;
  EXPECT_EQ(run(), CheckoutResult(Abandoned{.reason = out, .compensation = {}}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve"}));
}

TEST_F(CheckoutTest, BackordersMissingItemsForAPremiumUser) {
  users.user["tier"] = "premium";
  inventory.reserved = OutOfStock{};
  EXPECT_EQ(std::get<Completed>(run()).reservation, ReservationKind::Backorder);
  EXPECT_EQ(journal[2], "reserve backorder");
}

TEST_F(CheckoutTest, ReleasesAReservationOfUnknownOutcome) {
  inventory.reserved = InDoubt{"timeout"};
  EXPECT_EQ(reason_of(run()), Reason(SystemFailure{.step = "reserve stock", .why = "timeout"}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve", "release c1"}));
  inventory.reserved = Failed{"down"};  // here is nothing to release
  journal.clear();
  EXPECT_EQ(reason_of(run()), Reason(SystemFailure{.step = "reserve stock", .why = "down"}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve"}));
}

TEST_F(CheckoutTest, ReleasesTheStockWhenTheCardIsDeclined) {
  payments.answers = {PaymentDeclined{"insufficient funds"}};
  EXPECT_EQ(run(), CheckoutResult(Abandoned{.reason = PaymentDeclined{"insufficient funds"},
                                            .compensation = {.undone = {"reserve stock"}, .failed = {}}}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve", "charge card123 100.00 as c1/charge/1", "release c1"}));
}

TEST_F(CheckoutTest, TriesAPremiumUsersDeclinedCardOnceMore) {
  users.user["tier"] = "premium";
  payments.answers = {PaymentDeclined{"try later"}, Charged{{"pay124"}}};
  EXPECT_TRUE(std::holds_alternative<Completed>(run()));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve", "charge card123 100.00 as c1/charge/1",
                              "charge card123 100.00 as c1/charge/2", "create order paid by pay124",
                              "premium confirmation to ada@example.org"}));
  payments.answers = {PaymentDeclined{"try later"}};
  EXPECT_EQ(reason_of(run()), Reason(PaymentDeclined{"try later"}));
}

TEST_F(CheckoutTest, NeverTriesAgainWhereFraudIsSuspected) {
  users.user["tier"] = "premium";
  payments.answers = {FraudSuspected{}};
  EXPECT_EQ(reason_of(run()), Reason(FraudSuspected{}));
  EXPECT_EQ(journal, (Journal{"find user1", "reserve", "charge card123 100.00 as c1/charge/1", "release c1"}));
}

TEST_F(CheckoutTest, AsksForTheSameChargeWhileItIsInDoubt) {
  payments.answers = {InDoubt{"timeout"}, InDoubt{"timeout"}, Charged{{"pay123"}}};
  EXPECT_TRUE(std::holds_alternative<Completed>(run()));
  const std::string same = "charge card123 100.00 as c1/charge/1";
  EXPECT_EQ(Journal(journal.begin() + 2, journal.begin() + 5), (Journal{same, same, same}));
}

TEST_F(CheckoutTest, RefundsAChargeThatStaysInDoubt) {
  users.user["tier"] = "premium";
  payments.answers = {PaymentDeclined{"try later"}, InDoubt{"timeout"}};
  EXPECT_EQ(run(), CheckoutResult(Abandoned{.reason = SystemFailure{.step = "charge", .why = "timeout"},
                                            .compensation = {.undone = {"charge", "reserve stock"}, .failed = {}}}));
  EXPECT_EQ(Journal(journal.end() - 3, journal.end()),
            (Journal{"charge card123 100.00 as c1/charge/2", "refund c1/charge/2", "release c1"}));
}

TEST_F(CheckoutTest, RefundsTheChargeWhenTheOrderCannotBeCreated) {
  orders.created = Failed{"disk full"};
  EXPECT_EQ(run(), CheckoutResult(Abandoned{.reason = SystemFailure{.step = "create order", .why = "disk full"},
                                            .compensation = {.undone = {"charge", "reserve stock"}, .failed = {}}}));
  EXPECT_EQ(Journal(journal.end() - 3, journal.end()),
            (Journal{"create order paid by pay123", "refund c1/charge/1", "release c1"}));
}

TEST_F(CheckoutTest, CancelsAnOrderOfUnknownOutcome) {
  orders.created = InDoubt{"timeout"};
  EXPECT_EQ(reason_of(run()), Reason(SystemFailure{.step = "create order", .why = "timeout"}));
  EXPECT_EQ(Journal(journal.end() - 3, journal.end()),
            (Journal{"cancel order of c1", "refund c1/charge/1", "release c1"}));
}

TEST_F(CheckoutTest, KeepsAPaidOrderIfItsConfirmationWasNotSent) {
  orders.confirmed = Failed{"mailbox full"};
  const auto result = run();
  EXPECT_EQ(std::get<Completed>(result).confirmed, ConfirmationResult(Failed{"mailbox full"}));
  EXPECT_EQ(journal.back(), "standard confirmation to ada@example.org");
}

TEST_F(CheckoutTest, SaysWhatCouldNotBeUndoneAndUndoesTheRest) {
  orders.created = Failed{"disk full"};
  payments.given_back = std::unexpected("processor down");
  const Compensation expected{.undone = {"reserve stock"}, .failed = {{.step = "charge", .reason = "processor down"}}};
  EXPECT_EQ(std::get<Abandoned>(run()).compensation, expected);
  inventory.released = std::unexpected("warehouse down");
  EXPECT_EQ(std::get<Abandoned>(run()).compensation.failed.size(), 2U);
}

}  // namespace
}  // namespace checkout
