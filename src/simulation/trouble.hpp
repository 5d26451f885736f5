// Trouble: decides, at every chance, whether something goes wrong, and writes it down.
#pragma once

#include "simulation/choices.hpp"
#include "simulation/evidence.hpp"
#include "simulation/hostility.hpp"

#include <string_view>

namespace baton::simulation {

// Thrown through the runtime where the simulated process dies; nothing of it is used afterwards but destroyed.
struct Crash {};

class Trouble {
 public:
  Trouble(Choices& choices, const Hostility& hostility, Evidence& evidence)
      : choices_(choices), hostility_(hostility), evidence_(evidence) {}

  [[nodiscard]] bool strikes(std::uint64_t Hostility::* kind, std::string_view what);
  // The process may die here.
  void may_crash(std::uint64_t Hostility::* kind);
  void note(Happening what) { evidence_.log.push_back(Entry{.clock = clock, .what = std::move(what)}); }
  void contradict(std::string what) { evidence_.contradictions.push_back(std::move(what)); }

  // From now on nothing goes wrong.
  void cease() { hostility_ = kKind; }
  [[nodiscard]] const Hostility& hostility() const { return hostility_; }
  [[nodiscard]] Choices& choices() { return choices_; }

  Timestamp clock{Duration{1'000'000'000}};  // what the process takes for the time

 private:
  Choices& choices_;
  Hostility hostility_;
  Evidence& evidence_;
};

}  // namespace baton::simulation
