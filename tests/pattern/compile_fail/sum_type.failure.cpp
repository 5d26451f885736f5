// A mark that each object has of its own.
#include <baton/pattern/sum_type.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

struct Refused {
  bool is_failure = true;
};
bool failed(const std::variant<parts::Done, Refused>& result) {
  return has_failed(result);
}
