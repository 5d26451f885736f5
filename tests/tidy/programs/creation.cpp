#include "shop.hpp"

#include <memory>

using namespace baton::pattern;
using namespace shop;

class Invoice {
 public:
  Invoice(PaymentId id, int number) : id_(std::move(id)), number_(number) {}

 private:
  PaymentId id_;
  int number_;
};
struct Booking {
  using State = std::variant<Payment>;
  using Event = std::variant<Charged, Declined>;
  using Intent = std::variant<Proceed>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Booking>());
struct Bookings {
  using Part = GatewayPart;
  std::variant<Charged, Declined> execute(const Proceed& intent);
};

struct Breaking {
  Dependency<Payments> payments;
  Dependency<Bookings> bookings;

  Result run(const PaymentId& id) const {
    const Invoice invoice(id, 1);                         // finds: baton-creation
    const auto owned = std::make_unique<Invoice>(id, 2);  // finds: baton-creation
    Payment empty;                                        // finds: baton-creation
    (void)payments->save(Payment{.id = id});              // finds: baton-creation
    (void)payments->save({.id = id});                     // finds: baton-creation
    (void)bookings->execute(Proceed{});                   // finds: baton-creation
    const auto late = [&] { return Invoice(id, 3); };     // finds: baton-creation
    (void)late;
    std::vector<Payment> several;
    several.emplace_back();  // finds: baton-creation
    return Charged{id};
  }
};
static_assert(is_orchestrator<Breaking>());

// Near misses: results, messages to a gateway, policies, helpers, copies, and what the core makes.
namespace {
struct Step {
  Payment payment;
  std::string text;
};
}  // namespace
struct Once {
  std::uint32_t tries = 1;
  RetryDecision operator()(const auto&, std::uint32_t) const { return Stop(); }
};
struct Keeping {
  Dependency<Payments> payments;
  Dependency<Processor> processor;

  Result run(const PaymentId& id) const {
    auto payment = payments->load(id);
    if (!payment) return Refused{.why = NotFound{}};
    const Payment copy = *payment;
    const Step step{.payment = copy, .text = "charge"};
    const auto charge = [&] { return processor->charge(full_charge(copy)); };
    const auto asked = (charge | retry(Once{.tries = 3}, NoPause()))();
    (void)processor->charge(Charge{.payment = id, .amount = copy.amount});
    (void)processor->charge({.payment = id, .amount = step.payment.amount});
    Payment blank;  // NOLINT(baton-creation)
    return Charged{.id = copy.id};
  }
};
static_assert(is_orchestrator<Keeping>());
