// baton: core
#include "shop.hpp"

#include <ctime>

// Every function of a file that declares itself core is a decision, without a machine.
long priced_at() {
  return std::time(nullptr);  // finds: baton-purity
}
int discounts = 0;  // finds: baton-state
int half(int amount) {
  return amount / 2;
}
