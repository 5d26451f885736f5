#include "simulation/choices.hpp"

namespace baton::simulation {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t Choices::below(std::uint64_t bound) {
  std::uint64_t drawn = 0;
  if (!replays_) {
    drawn = splitmix64(state_) % bound;
  } else if (taken_.size() < recorded_.size()) {
    drawn = recorded_[taken_.size()] % bound;  // out of range only where the record was changed
  }
  taken_.push_back(drawn);
  return drawn;
}

}  // namespace baton::simulation
