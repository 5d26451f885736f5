// Names: Payment
#include <baton/engine.hpp>

struct Payment {
  int charge(int cents) { return cents; }
  int charge(const std::string& text) { return static_cast<int>(text.size()); }
  BOOST_DESCRIBE_CLASS(Payment, (), ((int(int))charge, (int(const std::string&))charge), (), ())
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_operator("payment", std::make_shared<Payment>()));
}
