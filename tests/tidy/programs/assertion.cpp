#include "shop.hpp"

using namespace baton::pattern;
using namespace shop;

struct Unasserted {  // finds: baton-assertion
  Dependency<Payments> payments;
  Result run(const PaymentId& id) const;
};
struct OtherName {  // finds: baton-assertion
  Dependency<Payments> payments;
  Result process(const PaymentId& id) const;
};
class PaymentCoordinator {  // finds: baton-assertion
 public:
  explicit PaymentCoordinator(Payments& payments) : payments_(payments) {}
  Result onboard(const PaymentId& id);

 private:
  Payments& payments_;
};
template <class Store>
struct OfAnyStore {  // finds: baton-assertion
  Dependency<Store> store;
  Result run(const PaymentId& id) const;
};
struct Base {
  Dependency<Payments> payments;
};
struct Inherits : Base {  // finds: baton-assertion
  Result run(const PaymentId& id) const;
};
struct Door {  // finds: baton-assertion
  using State = std::variant<Payment>;
  using Event = std::variant<Charged>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};

// Near misses: what is asserted, what is a part itself, what only holds an orchestrator, what has no method.
struct Asserted {
  Dependency<Payments> payments;
  Result run(const PaymentId& id) const;
};
static_assert(is_orchestrator<Asserted>());
template <class Store>
struct AssertedOfOne {
  Dependency<Store> store;
  Result run(const PaymentId& id) const;
};
static_assert(is_orchestrator<AssertedOfOne<Payments>>());
struct Gate {
  using State = std::variant<Payment>;
  using Event = std::variant<Charged>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(Machine<Gate>);
class LoggingProcessor {
 public:
  using Part = GatewayPart;
  explicit LoggingProcessor(Processor& inner) : inner_(inner) {}
  std::variant<Charged, Declined> charge(const Charge& charge) { return inner_.charge(charge); }

 private:
  Processor& inner_;
};
struct Program {
  Asserted orchestrator;
  void start() const;
};
struct Parts {
  Dependency<Payments> payments;
};
struct Excused {  // NOLINT(baton-assertion)
  Dependency<Payments> payments;
  Result run(const PaymentId& id) const;
};
