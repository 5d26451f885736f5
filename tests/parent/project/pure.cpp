// The pattern headers without the library.
#include <baton/pattern.hpp>

#if defined(PARENT_SQLITE)
#error "the pattern headers need no library"
#endif

#include <string>
#include <variant>

struct Answered {
  int value = 0;
};
struct Refused {
  std::string why;
};
using Outcome = std::variant<Answered, Refused>;
static_assert(baton::pattern::SumType<Outcome>);

int main() {
  return std::get<Answered>(Outcome(Answered{0})).value;
}
