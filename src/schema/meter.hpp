// What a validation has left of its steps.
#pragma once

#include <cstdint>

namespace baton::schema {

class Meter {
 public:
  explicit Meter(std::uint64_t steps) : left_(steps) {}

  // False: there are not that many left, and none from now on.
  bool charge(std::uint64_t steps) {
    if (is_exhausted_ || steps > left_) {
      left_ = 0;
      is_exhausted_ = true;
      return false;
    }
    left_ -= steps;
    return true;
  }
  [[nodiscard]] std::uint64_t left() const { return left_; }
  [[nodiscard]] bool is_exhausted() const { return is_exhausted_; }

 private:
  std::uint64_t left_;
  bool is_exhausted_ = false;
};

}  // namespace baton::schema
