#include "alerting_checkout.hpp"

#include "checkout/shell/testing/scripted_ports.hpp"

#include <gtest/gtest.h>

namespace checkout {
namespace {

class AlertingCheckoutTest : public testing::Test {
 protected:
  AlertingCheckoutResult run() {
    const AlertingCheckout alerting{.checkout = checkout, .alerts = alerts};
    const RawCart cart = {{.id = "item1", .name = "Test", .price = "50.0", .quantity = "2"}};
    return alerting.run({.id = {"c1"}, .user = {"user1"}, .cart = baton::pattern::Untranslated(cart)});
  }

  Journal journal;
  ScriptedUsers users{journal};
  ScriptedInventory inventory{journal};
  ScriptedPayments payments{journal};
  ScriptedOrders orders{journal};
  ScriptedAlerts alerts;
  CheckoutOrchestrator checkout{.users = users, .inventory = inventory, .payments = payments, .orders = orders};
};

TEST_F(AlertingCheckoutTest, SendsNoAlertAboutOrdinaryResults) {
  EXPECT_TRUE(std::holds_alternative<Unremarkable>(run()));
  payments.answers = {PaymentDeclined{"insufficient funds"}};
  EXPECT_TRUE(std::holds_alternative<Unremarkable>(run()));
  EXPECT_TRUE(alerts.alerts.empty());
}

TEST_F(AlertingCheckoutTest, AlertsAboutASystemFailure) {
  orders.created = Failed{"disk full"};
  const auto result = run();
  EXPECT_TRUE(std::holds_alternative<Abandoned>(std::get<Alerted>(result).result));
  EXPECT_EQ(alerts.alerts, std::vector<std::string>{"checkout c1 was abandoned: create order: disk full"});
}

TEST_F(AlertingCheckoutTest, AlertsAboutStockThatCouldNotBeReleased) {
  payments.answers = {FraudSuspected{}};
  inventory.released = std::unexpected("warehouse down");
  EXPECT_TRUE(std::holds_alternative<Alerted>(run()));
  EXPECT_EQ(alerts.alerts, std::vector<std::string>{"checkout c1 was abandoned: the payment was refused; not undone: "
                                                    "reserve stock: warehouse down"});
}

TEST_F(AlertingCheckoutTest, AlertsAboutAPaidOrderWithoutConfirmation) {
  orders.confirmed = Failed{"mailbox full"};
  EXPECT_TRUE(std::holds_alternative<Completed>(std::get<Alerted>(run()).result));
  EXPECT_EQ(alerts.alerts.size(), 1U);
}

TEST_F(AlertingCheckoutTest, ReportsAnAlertThatCouldNotBeSent) {
  orders.created = Failed{"disk full"};
  alerts.sent = Failed{"pager off"};
  const auto result = run();
  EXPECT_EQ(std::get<AlertLost>(result).why, "pager off");
  EXPECT_TRUE(std::holds_alternative<Abandoned>(std::get<AlertLost>(result).result));
}

}  // namespace
}  // namespace checkout
