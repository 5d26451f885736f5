#include "core/program.hpp"

namespace baton::core {

std::string describe(const Obstacle& obstacle) {
  return obstacle.reference + ": " + obstacle.reason;
}

}  // namespace baton::core
