// What came from outside, translated: what was meant, or what is wrong with it.
#include <baton/pattern/orchestrator.hpp>

#include "../parts.hpp"

parts::Result translated() {
  return baton::pattern::Untranslated<std::string>("?").translate(
      [](const std::string& raw) { return raw.empty() ? parts::Result(parts::Missing{}) : parts::Done{}; });
}
