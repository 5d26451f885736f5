// Names: Money
#include <baton/json.hpp>

struct Money {};

baton::Value write(const Money& money) {
  return baton::to_value(money);
}
