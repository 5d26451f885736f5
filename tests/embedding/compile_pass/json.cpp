// What the rules of the messages [json.…], [operator.…] and [result.…] allow.
#include <baton/engine.hpp>

#include <map>
#include <optional>
#include <variant>
#include <vector>

enum class Color { Red };
BOOST_DESCRIBE_ENUM(Color, Red)

class Money {
 public:
  explicit Money(std::int64_t its_cents) : cents(its_cents) {}
  std::int64_t cents;
};
BOOST_DESCRIBE_STRUCT(Money, (), (cents))

struct Order {
  Money total;
  std::map<Color, std::vector<std::optional<Money>>> parts;
  std::variant<Money, std::string> paid;
  std::int8_t grade;
};
BOOST_DESCRIBE_STRUCT(Order, (), (total, parts, paid, grade))

struct Payment {
  std::expected<Order, std::string> charge(const Order& order, baton::CallContext) { return order; }
  BOOST_DESCRIBE_CLASS(Payment, (), (charge), (), ())
};

void use(baton::Engine& engine) {
  engine.add_operator("payment", std::make_shared<Payment>()).or_exit();
  const auto list = engine.list();
  for (const auto& instance : list->instances) static_cast<void>(instance);
  for (const auto& entry : *engine.history({"order-1"})) static_cast<void>(entry);
  static_cast<void>(engine.find({"order-1"})->input.get<Order>());
}
