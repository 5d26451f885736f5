// What is from outside, over what was.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

using namespace baton::pattern;

void again(Untranslated<std::string>& into, const Untranslated<std::string>& raw) {
  into = raw;
}
