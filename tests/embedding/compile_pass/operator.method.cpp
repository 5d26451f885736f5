#include <baton/engine.hpp>

struct Payment {
  int charge(int cents) volatile { return cents; }
  int refund(int cents) const volatile noexcept { return cents; }
  int settle(int cents) & { return cents; }
  int verify(int cents) { return cents; }
  int verify(const std::string& text) { return static_cast<int>(text.size()); }
  BOOST_DESCRIBE_CLASS(Payment, (), (charge, refund, settle, (int(int))verify), (), ())
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_operator("payment", std::make_shared<Payment>()));
}
