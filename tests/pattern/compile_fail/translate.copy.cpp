// What is from outside, twice.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

Untranslated<std::string> again(const Untranslated<std::string>& raw) {
  return raw;
}
