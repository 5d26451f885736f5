#include "shop.hpp"

#include <cstdlib>
#include <stdexcept>

using namespace baton::pattern;
using namespace shop;

struct Breaking {
  Dependency<Payments> payments;

  Result run(const PaymentId& id) const;
};
static_assert(is_orchestrator<Breaking>());

[[noreturn]] void give_up() {
  throw std::runtime_error("given up");
}

void check(const Breaking& with, const PaymentId& id) {
  if (!with.payments->load(id)) throw std::runtime_error("no such payment");  // finds: baton-throw
}

Result Breaking::run(const PaymentId& id) const {
  check(*this, id);
  try {
    (void)payments->save({});  // finds: baton-creation
  } catch (const std::exception&) {
    throw;  // finds: baton-throw
  }
  if (!payments->load(id)) give_up();                         // finds: baton-throw
  if (!payments->load(id)) std::abort();                      // finds: baton-throw
  const auto fail = [] { throw std::logic_error("never"); };  // finds: baton-throw
  fail();
  return NotFound{};
}

// Near misses: what is not coordination, and a catch.
void parse(const std::string& text) {
  if (text.empty()) throw std::invalid_argument("empty");
}
struct Keeping {
  Dependency<Payments> payments;

  Result run(const PaymentId& id) const {
    try {
      (void)payments->load(id);
    } catch (const std::exception& error) {
      return Refused{Invalid{error.what()}};
    }
    throw std::logic_error("cannot be");  // NOLINT(baton-throw)
  }
};
static_assert(is_orchestrator<Keeping>());
