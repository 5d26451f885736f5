#include "simulation/trouble.hpp"

#include <string>

namespace baton::simulation {

bool Trouble::strikes(std::uint64_t Hostility::* kind, std::string_view what) {
  if (!choices_.one_in(hostility_.*kind)) return false;
  note(Mishap{std::string(what)});
  return true;
}

void Trouble::may_crash(std::uint64_t Hostility::* kind) {
  if (choices_.one_in(hostility_.*kind)) throw Crash{};
}

}  // namespace baton::simulation
