// Choices: where every decision of a simulated run comes from.
//
//   Choices choices(seed);                       // drawn at random, the same for the same seed
//   Choices again(std::move(choices).taken());   // the same decisions again
//
// What was drawn is recorded, so that a run can be made smaller by leaving decisions out or lowering them: 0 is always
// the plainest one (nothing goes wrong, the smallest document), and past the end of a record every draw gives 0.
#pragma once

#include <cstdint>
#include <vector>

namespace baton::simulation {

class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}
  explicit Choices(std::vector<std::uint64_t> recorded) : recorded_(std::move(recorded)), replays_(true) {}

  // 0 … bound - 1; `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound);
  // True once in so many draws; 0: never, and nothing is drawn.
  bool one_in(std::uint64_t draws) { return draws != 0 && below(draws) == draws - 1; }

  // What has been drawn so far.
  [[nodiscard]] const std::vector<std::uint64_t>& taken() const { return taken_; }

 private:
  std::uint64_t state_ = 0;
  std::vector<std::uint64_t> recorded_;
  bool replays_ = false;
  std::vector<std::uint64_t> taken_;
};

}  // namespace baton::simulation
