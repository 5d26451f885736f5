// A mark that is a function.
#include <baton/pattern/sum_type.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Refused {
  static constexpr bool is_failure() { return true; }
};
bool failed(const std::variant<parts::Done, Refused>& result) {
  return has_failed(result);
}
