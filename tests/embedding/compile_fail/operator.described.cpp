// Names: Payment
#include <baton/engine.hpp>

#include <memory>

struct Payment {
  int charge() { return 1; }
};

void add(baton::Engine& engine) {
  engine.add_operator("payment", std::make_shared<Payment>()).or_exit();
}
