// Names: lambda
#include <baton/engine.hpp>

void use(baton::Engine& engine) {
  static_cast<void>(
      engine.add_method("payment.charge", baton::make_method([](const auto& request) { return request; })));
}
