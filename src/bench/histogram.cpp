#include "bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace baton::bench {

void Histogram::add(std::uint64_t number) {
  counts_[bucket_of(number)].fetch_add(1, std::memory_order_relaxed);
}

void Histogram::clear() {
  for (auto& count : counts_) count.store(0, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const {
  std::uint64_t sum = 0;
  for (const auto& count : counts_) sum += count.load(std::memory_order_relaxed);
  return sum;
}

double Histogram::percentile(double share) const {
  const std::uint64_t all = count();
  if (all == 0) return 0;
  const auto rank = std::max(std::uint64_t{1}, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket].load(std::memory_order_relaxed);
    if (seen >= rank) return middle_of(bucket);
  }
  return middle_of(kBuckets - 1);
}

// Numbers below 64 have a bucket each; from there on, 32 buckets share each doubling.
std::size_t Histogram::bucket_of(std::uint64_t number) {
  const auto width = static_cast<unsigned>(std::bit_width(number));
  if (width <= kSubBits + 1) return static_cast<std::size_t>(number);
  const unsigned shift = width - kSubBits - 1;
  return (std::size_t{shift} << kSubBits) + static_cast<std::size_t>(number >> shift);
}

double Histogram::middle_of(std::size_t bucket) {
  if (bucket < (std::size_t{2} << kSubBits)) return static_cast<double>(bucket);
  const std::size_t shift = (bucket >> kSubBits) - 1;
  const std::size_t leading = bucket - (shift << kSubBits);
  return std::ldexp(static_cast<double>(leading) + 0.5, static_cast<int>(shift));
}

}  // namespace baton::bench
