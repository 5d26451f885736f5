#include "shop.hpp"

#include <baton/async.hpp>

using namespace baton::pattern;
using namespace shop;

struct AsyncPayments {
  using Part = StorePart;
  baton::Async<std::optional<Payment>> load(PaymentId id);
  baton::Async<bool> exists(PaymentId id);
};
struct Awaiting {
  Dependency<AsyncPayments> payments;

  baton::Async<Result> run(PaymentId id) const {
    const auto payment = co_await payments->load(id);
    if (!payment) co_return NotFound{};
    if (co_await payments->exists(id)) co_return Declined{};  // finds: baton-logic
    if (payment->amount > 3) co_return Declined{};            // finds: baton-logic
    co_return Charged{id};
  }
};
static_assert(is_orchestrator<Awaiting>());
