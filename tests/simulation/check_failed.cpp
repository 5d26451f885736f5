// In place of base/check.cpp: an engine that finds itself broken is one more thing that a run can show, and shrink.
#include "base/check.hpp"

#include <stdexcept>
#include <string>

namespace baton {

void check_failed(const char* condition, const char* message, const char* file, int line) {
  throw std::logic_error(std::string(message) + " (" + condition + " failed at " + file + ":" + std::to_string(line) +
                         ")");
}

}  // namespace baton
