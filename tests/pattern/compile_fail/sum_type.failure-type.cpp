// A mark that is no bool.
#include <baton/pattern/sum_type.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Refused {
  static constexpr int is_failure = 1;
};
bool failed(const std::variant<parts::Done, Refused>& result) {
  return has_failed(result);
}
