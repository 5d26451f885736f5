#include "shop.hpp"

using namespace baton::pattern;
using namespace shop;

struct Breaking {
  Dependency<Payments> payments;

  Result run(const PaymentId& id) const;
  Result cancel(const PaymentId& id) const;                                // finds: baton-one-run
  Result again(const PaymentId& id) const { return run_once(*this, id); }  // finds: baton-one-run
  void touch() const { (void)payments->load({}); }                         // finds: baton-one-run baton-creation
  Result operator()(const PaymentId& id) const;                            // finds: baton-one-run
  template <class Id>
  Result any(const Id& id) const;  // finds: baton-one-run
  static Result run_once(const Breaking& with, const PaymentId& id);
};
static_assert(is_orchestrator<Breaking>());

// Near misses: helpers that touch nothing, static members, operators; a second way that is excused.
struct Keeping {
  Dependency<Payments> payments;

  Result run(const PaymentId& id) const;
  static Result not_found() { return NotFound{}; }
  int number_of_parts() const { return 1; }
  bool operator==(const Keeping&) const { return true; }
  Result forget(const PaymentId& id) const;  // NOLINT(baton-one-run)
};
static_assert(is_orchestrator<Keeping>());
