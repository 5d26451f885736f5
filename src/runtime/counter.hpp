// Numbers that one thread counts and any thread reads. To count costs what it costs with a plain number.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace baton::runtime {

// One writer at a time.
class Counter {
 public:
  void add(std::uint64_t number = 1) { set(read() + number); }
  void subtract(std::uint64_t number = 1) { set(read() - number); }
  void set(std::uint64_t number) { value_.store(number, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t read() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// How many values were at most 1, 2, 4, … 2^(Bounds - 1), and how many were greater.
template <std::size_t Bounds>
class PowersOfTwo {
 public:
  void add(std::uint64_t value) {
    const auto place = value <= 1 ? 0 : static_cast<std::size_t>(std::bit_width(value - 1));
    counts_[place < Bounds ? place : Bounds].add();
    sum_.add(value);
  }
  [[nodiscard]] static constexpr std::size_t bounds() { return Bounds; }
  // Up to the bound 2^place, above the one before; at place bounds(): above all.
  [[nodiscard]] std::uint64_t count(std::size_t place) const { return counts_[place].read(); }
  [[nodiscard]] std::uint64_t sum() const { return sum_.read(); }

 private:
  std::array<Counter, Bounds + 1> counts_;
  Counter sum_;
};

}  // namespace baton::runtime
