#include "result.hpp"

#include <gtest/gtest.h>

namespace checkout {
namespace {

const CheckoutId kId{"c1"};
const Completed kCompleted{.order = {"order123"}, .total = Cents{100'00}, .confirmed = ConfirmationSent{}};

TEST(AlertDecision, SendsNoAlertAboutOrdinaryResults) {
  EXPECT_EQ(decide_on_alert(kId, kCompleted), AlertDecision(NoAlert{}));
  const Reason reasons[] = {UserUnknown{{"user1"}}, Unreadable{"cart", "no price"},  Violation(CartEmpty{}),
                            OutOfStock{},           PaymentDeclined{"expired card"}, FraudSuspected{}};
  for (const Reason& reason : reasons) {
    EXPECT_EQ(
        decide_on_alert(kId, Abandoned{.reason = reason, .compensation = {.undone = {"reserve stock"}, .failed = {}}}),
        AlertDecision(NoAlert{}));
  }
}

TEST(AlertDecision, AlertsAboutASystemFailure) {
  EXPECT_EQ(decide_on_alert(kId, Abandoned{.reason = SystemFailure{.step = "create order", .why = "disk full"},
                                           .compensation = {}}),
            AlertDecision(Alert{"checkout c1 was abandoned: create order: disk full"}));
}

TEST(AlertDecision, AlertsAboutFailedUndos) {
  const Abandoned abandoned{.reason = PaymentDeclined{"expired card"},
                            .compensation = {.undone = {}, .failed = {{.step = "reserve stock", .reason = "down"}}}};
  EXPECT_EQ(
      decide_on_alert(kId, abandoned),
      AlertDecision(Alert{"checkout c1 was abandoned: the payment was declined: expired card; not undone: reserve "
                          "stock: down"}));
}

TEST(AlertDecision, AlertsAboutAPaidOrderWithoutConfirmation) {
  Completed completed = kCompleted;
  completed.confirmed = Failed{"mailbox full"};
  EXPECT_EQ(
      decide_on_alert(kId, completed),
      AlertDecision(Alert{"checkout c1: order order123 is paid, but its confirmation was not sent: mailbox full"}));
}

TEST(CheckoutReason, IsSaidInWords) {
  EXPECT_EQ(to_text(Violation(UserNotVerified{{"user1"}})), "user user1 is not verified");
  EXPECT_EQ(to_text(Violation(CartLimitExceeded{11})), "a cart can hold 10 items, not 11");
  EXPECT_EQ(to_text(OutOfStock{{{.item = {"tea"}, .quantity = 2}}}), "not in stock: tea (2 missing)");
}

}  // namespace
}  // namespace checkout
