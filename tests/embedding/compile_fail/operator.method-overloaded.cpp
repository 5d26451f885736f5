// Names: Charge
#include <baton/engine.hpp>

struct Charge {
  int operator()(int cents) const { return cents; }
  int operator()(const std::string& text) const { return static_cast<int>(text.size()); }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_method("payment.charge", baton::make_method(Charge{})));
}
