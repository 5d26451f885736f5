#include "shop.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>

using namespace baton::pattern;
using namespace shop;

struct Breaking {
  Dependency<Payments> payments;
  Dependency<Processor> processor;

  Result run(const PaymentId& id, std::vector<Payment> others) const;
};
static_assert(is_orchestrator<Breaking>());

Result limited(const Breaking& with, const Payment& payment) {
  if (payment.amount > 10'000) return Declined{};  // finds: baton-logic
  with.processor->charge(full_charge(payment));
  return Charged{payment.id};
}

struct Visitor {
  Payments& payments;
  Result operator()(const Proceed& proceed) const {
    if (proceed.charge.amount < 0) return Declined{};  // finds: baton-logic
    return Charged{};
  }
  Result operator()(const Refuse&) const { return Declined{}; }
};

Result Breaking::run(const PaymentId& id, std::vector<Payment> others) const {
  auto payment = payments->load(id);
  if (!payment) return NotFound{};
  if (payment->is_verified) return Declined{};                          // finds: baton-logic
  if (is_large(*payment)) return Declined{};                            // finds: baton-logic
  if (payment && payment->amount >= 100) return Declined{};             // finds: baton-logic
  if (const bool large = is_large(*payment); large) return Declined{};  // finds: baton-logic
  if (id.value == "test") return Declined{};                            // finds: baton-logic
  switch (payment->tier) {                                              // finds: baton-logic
    case Payment::Tier::Standard:
      break;
    case Payment::Tier::Premium:
      return Declined{};
  }
  const auto key = payment->is_verified ? payment->id : id;                         // finds: baton-logic
  const auto tax = payment->amount * 19 / 100;                                      // finds: baton-logic
  payment->amount += tax;                                                           // finds: baton-logic
  ++payment->amount;                                                                // finds: baton-logic
  std::sort(others.begin(), others.end(), [](const Payment& a, const Payment& b) {  // finds: baton-logic
    return a.amount < b.amount;                                                     // finds: baton-logic
  });
  while (payment->amount > 0) {  // finds: baton-logic
    payment = payments->load(key);
  }
  for (auto next = payments->load(id); next->amount > 0; next = payments->load(id)) {  // finds: baton-logic
  }
  for (int i = 0; i < payment->amount; ++i) (void)payments->save(*payment);        // finds: baton-logic
  for (auto left = payment->amount; left > 0; left -= 10) (void)decide(*payment);  // finds: baton-logic
  for (std::size_t i = 0; others[i].amount > 5; ++i) (void)decide(others[i]);      // finds: baton-logic
  for (bool more = true; is_large(*payment); more = false) (void)more;             // finds: baton-logic
  for (int i = 0; i < 3; ++payment->amount) (void)i;                               // finds: baton-logic
  bool later = false;
  later = is_large(*payment);
  if (later) return Declined{};                                             // finds: baton-logic
  (void)std::ranges::max(others, {}, &Payment::amount);                     // finds: baton-logic
  for (const auto& one : others | std::views::filter(is_large)) (void)one;  // finds: baton-logic
  for (const auto& other : others) {
    const auto visit = [&](const auto& decided) -> Result {
      if (other.amount > 5) return Declined{};  // finds: baton-logic
      (void)decided;
      return NotFound{};
    };
    (void)std::visit(visit, decide(other));
  }
  const bool small = !payment->is_verified && is_large(*payment);  // finds: baton-logic
  (void)small;
  (void)std::visit(Visitor{*payments}, decide(*payment));
  return limited(*this, *payment);
}

// Near misses: flow that depends on outcomes, constants, texts, strategies.
struct Keeping {
  Dependency<Payments> payments;
  Dependency<Processor> processor;

  Result run(const PaymentId& id, const std::vector<Payment>& others) const;
};
static_assert(is_orchestrator<Keeping>());

// A decision about values alone is the core's, wherever it is.
bool is_odd(const Payment& payment) {
  return payment.amount % 2 == 1;
}

Result Keeping::run(const PaymentId& id, const std::vector<Payment>& others) const {
  const auto payment = payments->load(id);
  if (!payment.has_value() || payment == std::nullopt) return NotFound{};
  const bool found = payment.has_value();
  if (!found) return NotFound{};
  auto fetched = payments->fetch(id);
  if (!fetched) return Refused{std::move(fetched).error()};
  constexpr auto limit = std::chrono::seconds(30) * 2;
  (void)limit;
  (void)(60 * 60);
  const std::string why = "payment " + id.value;
  for (const auto& other : others) {
    if (auto saved = payments->save(other); !saved) return Refused{Invalid{why}};
  }
  for (std::size_t at = 0; at < others.size(); ++at) (void)payments->save(others[at]);
  for (int attempt = 0; attempt < 3 && payment; ++attempt) (void)payments->load(id);
  for (auto other = others.begin(); other != others.end(); ++other) (void)payments->save(*other);
  for (std::size_t at = others.size(); 0 < at; --at) (void)payments->save(others[at - 1]);  // NOLINT(baton-logic)
  const auto charge = [&](const Charge& asked) { return [this, asked] { return processor->charge(asked); }; };
  struct Policy {
    bool operator()(const std::variant<Charged, Declined>&) const { return true; }
  };
  const auto outcome = processor->charge(full_charge(*payment));
  if (std::holds_alternative<Declined>(outcome) || has_failed(outcome)) return Declined{};
  if (const auto* done = std::get_if<Charged>(&outcome)) return *done;
  if (const auto* done = std::get_if<Charged>(&outcome); done != nullptr) return *done;
  switch (outcome.index()) {
    default:
      break;
  }
  if constexpr (sizeof(int) > 2) (void)charge;
  if (is_large(*payment)) return Declined{};  // NOLINT(baton-logic)
  return std::visit(baton::overloaded{[&](const Proceed& proceed) -> Result {
                                        return std::visit([](const auto& one) -> Result { return one; },
                                                          processor->charge(proceed.charge));
                                      },
                                      [](const Refuse& refuse) -> Result { return Refused{Invalid{refuse.why}}; }},
                    decide(*payment));
}
