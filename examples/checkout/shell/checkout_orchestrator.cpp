#include "checkout_orchestrator.hpp"

#include "checkout/core/policies.hpp"

#include <baton/overloaded.hpp>
#include <baton/pattern/saga.hpp>
#include <baton/pattern/strategies.hpp>

#include <expected>
#include <utility>

namespace checkout {
namespace {

using baton::pattern::compensate;
using baton::pattern::FailedUndo;
using baton::pattern::fallback;
using baton::pattern::retry;
using baton::pattern::Saga;
using baton::pattern::Untranslated;

// What a step came to, or why the checkout goes no further.
template <class T>
using Step = std::expected<T, Reason>;

std::unexpected<Reason> system_failure(std::string step, std::string why) {
  return std::unexpected(Reason(SystemFailure{.step = std::move(step), .why = std::move(why)}));
}

// Whether it was surely not done or is in doubt makes a difference to the Saga alone.
template <class Done>
struct StepOf {
  std::string step;

  Step<Done> operator()(const Done& done) const { return done; }
  Step<Done> operator()(const Failed& failed) const { return system_failure(step, failed.why); }
  Step<Done> operator()(const InDoubt& doubt) const { return system_failure(step, doubt.why); }
  template <class Refusal>
    requires std::is_constructible_v<Reason, const Refusal&>
  Step<Done> operator()(const Refusal& refusal) const {
    return std::unexpected(Reason(refusal));
  }
};

Step<User> find_user(const CheckoutOrchestrator& with, const UserId& id) {
  return std::visit(
      baton::overloaded{[](Untranslated<RawUser>&& raw) -> Step<User> {
                          auto user = std::move(raw).translate(translate_user);
                          if (!user) return std::unexpected(Reason(std::move(user).error()));
                          return *std::move(user);
                        },
                        [](UserUnknown&& unknown) -> Step<User> { return std::unexpected(Reason(unknown)); },
                        [](Failed&& failed) -> Step<User> { return system_failure("find user", failed.why); }},
      with.users->find(id));
}

Step<Purchase> read_purchase(const CheckoutOrchestrator& with, CheckoutRequest request) {
  auto user = find_user(with, request.user);
  if (!user) return std::unexpected(std::move(user).error());
  auto cart = std::move(request.cart).translate(translate_cart);
  if (!cart) return std::unexpected(Reason(std::move(cart).error()));
  auto purchase = validate(*std::move(user), *std::move(cart));
  if (!purchase) return std::unexpected(Reason(std::move(purchase).error()));
  return *std::move(purchase);
}

Step<Reserved> reserve(const CheckoutOrchestrator& with, const CheckoutId& id, const Purchase& purchase, Saga& saga) {
  Inventory& inventory = *with.inventory;
  const auto from_stock = [&] { return inventory.reserve(id, purchase.items()); };
  const auto or_as_decided = [&](const ReserveResult& missing) {
    return std::visit(
        baton::overloaded{[&](const Backorder&) { return inventory.reserve_backorder(id, purchase.items()); },
                          [&](const Refuse&) { return missing; }},
        decide_on_stock(missing, purchase.user().tier));
  };
  const auto release = [&inventory, id] { return inventory.release(id); };
  return std::visit(StepOf<Reserved>{"reserve stock"},
                    saga.run("reserve stock", from_stock | fallback(or_as_decided) | compensate(release)));
}

// Each attempt is a step of the saga under a key of its own, so what is given back is what may have been charged.
Step<Charged> charge(const CheckoutOrchestrator& with, const CheckoutId& id, const Purchase& purchase, Saga& saga) {
  Payments& payments = *with.payments;
  const auto attempt = [&](std::uint32_t number) {
    const ChargeRequest request{
        .key = charge_key(id, number), .card = purchase.user().card, .amount = purchase.total()};
    const auto ask = [&] { return payments.charge(request); };
    const auto give_back = [&payments, key = request.key] { return payments.give_back(key); };
    return saga.run("charge", ask | retry(DoubtPolicy{}) | compensate(give_back));
  };
  auto charge_as_allowed = attempt | retry(DeclinePolicy{purchase.user().tier});
  return std::visit(StepOf<Charged>{"charge"}, charge_as_allowed());
}

Step<OrderCreated> create_order(const CheckoutOrchestrator& with, const CheckoutId& id, const Purchase& purchase,
                                const PaymentId& payment, Saga& saga) {
  Orders& orders = *with.orders;
  const auto create = [&] {
    return orders.create({.checkout = id,
                          .user = purchase.user().id,
                          .items = purchase.items(),
                          .total = purchase.total(),
                          .payment = payment});
  };
  const auto cancel = [&orders, id] { return orders.cancel(id); };
  return std::visit(StepOf<OrderCreated>{"create order"}, saga.run("create order", create | compensate(cancel)));
}

// A paid order. From here on nothing is undone.
struct Placed {
  Purchase purchase;
  ReservationKind reservation;
  OrderId order;
};

Step<Placed> place(const CheckoutOrchestrator& with, CheckoutRequest request, Saga& saga) {
  const CheckoutId id = request.id;
  auto purchase = read_purchase(with, std::move(request));
  if (!purchase) return std::unexpected(std::move(purchase).error());
  auto reserved = reserve(with, id, *purchase, saga);
  if (!reserved) return std::unexpected(std::move(reserved).error());
  auto charged = charge(with, id, *purchase, saga);
  if (!charged) return std::unexpected(std::move(charged).error());
  auto created = create_order(with, id, *purchase, charged->payment, saga);
  if (!created) return std::unexpected(std::move(created).error());
  return Placed{.purchase = *std::move(purchase), .reservation = reserved->kind, .order = created->order};
}

Completed confirm(const CheckoutOrchestrator& with, const Placed& placed) {
  const User& user = placed.purchase.user();
  const ConfirmationType type = determine_confirmation_type(placed.purchase.total(), user.tier);
  return {.order = placed.order,
          .total = placed.purchase.total(),
          .reservation = placed.reservation,
          .confirmation = type,
          .confirmed = with.orders->confirm({.order = placed.order, .to = user.email, .type = type})};
}

}  // namespace

CheckoutResult CheckoutOrchestrator::run(CheckoutRequest request) const {
  Saga saga([](const FailedUndo&) {});  // compensate() returns every undo that failed, and they are part of the result
  auto placed = place(*this, std::move(request), saga);
  if (!placed) return Abandoned{.reason = std::move(placed).error(), .compensation = saga.compensate()};
  saga.complete();
  return confirm(*this, *placed);
}

}  // namespace checkout
