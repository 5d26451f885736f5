#include "core/program.hpp"

namespace baton::core {

std::string describe(const Obstacle& obstacle) {
  return obstacle.reference + ": " + obstacle.reason;
}

Value stored_form(const Program& program) {
  if (program.resources.is_null()) return program.document;
  return Value::object({{"definition", program.document}, {"resources", program.resources}});
}

}  // namespace baton::core
