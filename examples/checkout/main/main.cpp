// Runs the checkout of a few customers in a shop in memory, and prints the results.
//
//   checkout            Everything that can happen without a failure of the shop's own systems
#include "checkout/shell/alerting_checkout.hpp"
#include "checkout/shell/memory/memory_inventory.hpp"
#include "checkout/shell/memory/memory_orders.hpp"
#include "checkout/shell/memory/memory_payments.hpp"
#include "checkout/shell/memory/memory_users.hpp"
#include "checkout/shell/memory/printed_alerts.hpp"

#include <baton/overloaded.hpp>

#include <iostream>
#include <string>

namespace checkout {
namespace {

RawUser record(const std::string& id, const std::string& tier, const std::string& is_verified) {
  return {{"id", id},
          {"tier", tier},
          {"is_verified", is_verified},
          {"email", id + "@example.org"},
          {"payment_method", "card-" + id}};
}

std::string describe(const Completed& completed) {
  std::string text = "order " + completed.order.value + ", " + to_text(completed.total) + " paid";
  if (completed.reservation == ReservationKind::Backorder) text += ", some items are on backorder";
  if (completed.confirmation == ConfirmationType::Premium) text += ", with a premium confirmation";
  return text;
}
std::string describe(const Abandoned& abandoned) {
  std::string text = to_text(abandoned.reason);
  for (const std::string& step : abandoned.compensation.undone) text += "; undone: " + step;
  return text;
}
std::string describe(const CheckoutResult& result) {
  return std::visit([](const auto& what) { return describe(what); }, result);
}

class Shop {
 public:
  void check_out(const std::string& user, const RawCart& cart) {
    const CheckoutId id{"checkout-" + std::to_string(++checkouts_)};
    const CheckoutOrchestrator checkout{
        .users = users_, .inventory = inventory_, .payments = payments_, .orders = orders_};
    const AlertingCheckout alerting{.checkout = checkout, .alerts = alerts_};
    const AlertingCheckoutResult outcome =
        alerting.run({.id = id, .user = {user}, .cart = baton::pattern::Untranslated(cart)});
    std::cout << user << ": " << std::visit([](const auto& told) { return describe(told.result); }, outcome) << '\n';
  }

 private:
  int checkouts_ = 0;
  MemoryUsers users_{{{{"ada"}, record("ada", "standard", "true")},
                      {{"grace"}, record("grace", "premium", "true")},
                      {{"alan"}, record("alan", "standard", "true")},
                      {{"eve"}, record("eve", "premium", "true")},
                      {{"new"}, record("new", "standard", "false")},
                      {{"odd"}, record("odd", "golden", "true")}}};
  MemoryInventory inventory_{{{{"tea"}, 100}, {{"samovar"}, 1}}};
  MemoryPayments payments_{
      {.balances = {{{"card-ada"}, Cents{100'00}}, {{"card-grace"}, Cents{5'000'00}}}, .stolen = {{"card-eve"}}}};
  MemoryOrders orders_;
  PrintedAlerts alerts_{std::cerr};
};

}  // namespace
}  // namespace checkout

int main() {
  const checkout::RawCart tea = {{.id = "tea", .name = "Tea", .price = "4.50", .quantity = "2"}};
  const checkout::RawCart samovars = {{.id = "samovar", .name = "Samovar", .price = "620.00", .quantity = "2"}};
  const checkout::RawCart half_a_tea = {{.id = "tea", .name = "Tea", .price = "4.50", .quantity = "0.5"}};
  checkout::Shop shop;
  shop.check_out("ada", tea);
  shop.check_out("ada", samovars);    // one is there, and she may not wait for the other
  shop.check_out("grace", samovars);  // she may
  shop.check_out("alan", tea);        // nothing on the card
  shop.check_out("eve", tea);         // somebody else's card
  shop.check_out("new", tea);
  shop.check_out("odd", tea);
  shop.check_out("ada", half_a_tea);
  shop.check_out("ada", {});
  shop.check_out("nobody", tea);
  return 0;
}
