#include "shop.hpp"

#include <ctime>

// A file that has nothing to do with orchestrators or machines is left alone. A word in a text, "// baton: core", says nothing.
int calls = 0;
long now() {
  ++calls;
  if (calls > 3) throw 1;
  return std::time(nullptr);
}
