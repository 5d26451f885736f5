// Counts of numbers, from which percentiles are read: within 2 % of the number, at any size, in constant memory.
//
// Thread-safe: adding is one atomic increment. What is read while others add is of some moment between.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace baton::bench {

class Histogram {
 public:
  void add(std::uint64_t number);
  void clear();

  [[nodiscard]] std::uint64_t count() const;
  // The number that this share of all numbers does not exceed; 0 if there are none.
  [[nodiscard]] double percentile(double share) const;
  [[nodiscard]] double median() const { return percentile(0.5); }

 private:
  static constexpr unsigned kSubBits = 5;  // each doubling is cut into 32 pieces
  static constexpr std::size_t kBuckets = (64 - kSubBits + 1) << kSubBits;

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t number);
  [[nodiscard]] static double middle_of(std::size_t bucket);

  std::array<std::atomic<std::uint64_t>, kBuckets> counts_ = {};
};

}  // namespace baton::bench
