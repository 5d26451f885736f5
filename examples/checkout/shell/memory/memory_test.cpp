#include "memory_inventory.hpp"
#include "memory_orders.hpp"
#include "memory_payments.hpp"
#include "memory_users.hpp"
#include "printed_alerts.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace checkout {
namespace {

const ItemId kTea{"tea"};

CartItem tea(std::int64_t quantity) {
  return {.id = kTea, .name = "Tea", .price = Cents{4'50}, .quantity = quantity};
}

TEST(MemoryInventory, ReservesAllItemsOrNone) {
  MemoryInventory inventory({{kTea, 3}});
  EXPECT_EQ(inventory.reserve({"c1"}, {tea(2), tea(2)}),
            ReserveResult(OutOfStock{{{.item = kTea, .quantity = 1}}}));  // the lines are for the same item
  EXPECT_EQ(inventory.in_stock(kTea), 3);
  EXPECT_EQ(inventory.reserve({"c1"}, {tea(3)}), ReserveResult(Reserved{ReservationKind::FromStock}));
  EXPECT_EQ(inventory.in_stock(kTea), 0);
}

TEST(MemoryInventory, ReservesOnceForACheckoutAndReleasesOnce) {
  MemoryInventory inventory({{kTea, 3}});
  EXPECT_EQ(inventory.reserve({"c1"}, {tea(2)}), inventory.reserve({"c1"}, {tea(2)}));
  EXPECT_EQ(inventory.in_stock(kTea), 1);
  EXPECT_TRUE(inventory.release({"c1"}));
  EXPECT_TRUE(inventory.release({"c1"}));
  EXPECT_TRUE(inventory.release({"another"}));
  EXPECT_EQ(inventory.in_stock(kTea), 3);
}

TEST(MemoryInventory, GivesTheAvailableItemsToABackorder) {
  MemoryInventory inventory({{kTea, 1}});
  EXPECT_EQ(inventory.reserve_backorder({"c1"}, {tea(2)}), ReserveResult(Reserved{ReservationKind::Backorder}));
  EXPECT_EQ(inventory.in_stock(kTea), 0);
  EXPECT_TRUE(inventory.release({"c1"}));
  EXPECT_EQ(inventory.in_stock(kTea), 1);
}

TEST(MemoryPayments, ChargesAKeyOnceAndRefundsItOnce) {
  const CardToken card{"card"};
  MemoryPayments payments({.balances = {{card, Cents{10'00}}}, .stolen = {}});
  const ChargeRequest request{.key = {"k1"}, .card = card, .amount = Cents{6'00}};
  const ChargeResult charged = payments.charge(request);
  EXPECT_TRUE(std::holds_alternative<Charged>(charged));
  EXPECT_EQ(payments.charge(request), charged);
  EXPECT_EQ(payments.balance(card), Cents{4'00});
  EXPECT_TRUE(payments.give_back(request.key));
  EXPECT_TRUE(payments.give_back(request.key));
  EXPECT_EQ(payments.balance(card), Cents{10'00});
}

TEST(MemoryPayments, ChargesNothingUnderARefundedKey) {
  const CardToken card{"card"};
  MemoryPayments payments({.balances = {{card, Cents{10'00}}}, .stolen = {}});
  EXPECT_TRUE(payments.give_back({"k1"}));  // the charge itself is still on its way
  EXPECT_FALSE(std::holds_alternative<Charged>(payments.charge({.key = {"k1"}, .card = card, .amount = Cents{1}})));
  EXPECT_EQ(payments.balance(card), Cents{10'00});
}

TEST(MemoryPayments, DeclinesUnknownCardsAndSuspectsStolenOnes) {
  MemoryPayments payments({.balances = {}, .stolen = {{"stolen"}}});
  EXPECT_EQ(payments.charge({.key = {"k1"}, .card = {"card"}, .amount = Cents{1}}),
            ChargeResult(PaymentDeclined{"insufficient funds"}));
  EXPECT_EQ(payments.charge({.key = {"k2"}, .card = {"stolen"}, .amount = Cents{1}}), ChargeResult(FraudSuspected{}));
}

TEST(MemoryOrders, BooksOneOrderForACheckout) {
  MemoryOrders orders;
  const NewOrder order{
      .checkout = {"c1"}, .user = {"user1"}, .items = {tea(1)}, .total = Cents{4'50}, .payment = {"p"}};
  EXPECT_EQ(orders.create(order), OrderResult(OrderCreated{{"order-c1"}}));
  EXPECT_EQ(orders.create(order), OrderResult(OrderCreated{{"order-c1"}}));
  EXPECT_EQ(orders.orders().size(), 1U);
  EXPECT_TRUE(orders.cancel({"c1"}));
  EXPECT_TRUE(orders.orders().empty());
}

TEST(MemoryOrders, ReportsThatNobodyCanBeWrittenTo) {
  MemoryOrders orders;
  EXPECT_EQ(orders.confirm({.order = {"o"}, .to = {"ada@example.org"}}), ConfirmationResult(ConfirmationSent{}));
  EXPECT_EQ(orders.confirm({.order = {"o"}, .to = {"ada"}}), ConfirmationResult(Failed{"there is no mailbox 'ada'"}));
  EXPECT_EQ(orders.sent().size(), 1U);
}

TEST(MemoryUsers, SaysThatThereIsNoSuchUser) {
  MemoryUsers users({});
  EXPECT_EQ(std::get<UserUnknown>(users.find({"nobody"})), UserUnknown{{"nobody"}});
}

TEST(PrintedAlerts, ReportsThatNobodyCanBeAlerted) {
  std::ostringstream out;
  PrintedAlerts alerts(out);
  EXPECT_EQ(alerts.notify({"fire"}), AlertResult(AlertSent{}));
  EXPECT_EQ(out.str(), "ALERT: fire\n");
  out.setstate(std::ios::badbit);
  EXPECT_EQ(alerts.notify({"fire"}), AlertResult(Failed{"the stream is broken"}));
}

}  // namespace
}  // namespace checkout
