// Indirect: a value on the heap, for what is large beside the other alternatives of a variant. A value like C++26's
// std::indirect: copies are deep, and so is comparison; one that was moved from can only be assigned to or destroyed.
#pragma once

#include <memory>
#include <utility>

namespace baton {

template <class T>
class Indirect {
 public:
  Indirect() : value_(std::make_unique<T>()) {}
  // NOLINTNEXTLINE(google-explicit-constructor): wherever the value itself could stand
  Indirect(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Indirect(const Indirect& other) : value_(std::make_unique<T>(*other)) {}
  Indirect(Indirect&&) noexcept = default;
  Indirect& operator=(const Indirect& other) { return *this = Indirect(other); }
  Indirect& operator=(Indirect&&) noexcept = default;
  ~Indirect() = default;

  [[nodiscard]] T& operator*() & { return *value_; }
  [[nodiscard]] const T& operator*() const& { return *value_; }
  [[nodiscard]] T&& operator*() && { return std::move(*value_); }
  [[nodiscard]] T* operator->() { return value_.get(); }
  [[nodiscard]] const T* operator->() const { return value_.get(); }

  friend bool operator==(const Indirect& left, const Indirect& right) { return *left == *right; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace baton
