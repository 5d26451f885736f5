// Names: &&
#include <baton/engine.hpp>

struct Payment {
  int charge(int cents) && { return cents; }
  BOOST_DESCRIBE_CLASS(Payment, (), (charge), (), ())
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_operator("payment", std::make_shared<Payment>()));
}
