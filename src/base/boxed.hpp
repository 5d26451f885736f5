// Boxed: an optional value on the heap, for what is large and rarely there: absent, it costs a pointer. A value like
// std::optional: copies are deep, and so is comparison.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace baton {

// NOLINTBEGIN(google-explicit-constructor): it converts as std::optional does, and to and from it
template <class T>
class Boxed {
 public:
  Boxed() noexcept = default;
  Boxed(std::nullopt_t) noexcept {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(std::optional<T> value) : value_(value ? std::make_unique<T>(*std::move(value)) : nullptr) {}
  Boxed(const Boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return has_value(); }
  operator std::optional<T>() const { return has_value() ? std::optional<T>(*value_) : std::nullopt; }

  // As with std::optional, there must be one.
  [[nodiscard]] T& operator*() & { return *value_; }
  [[nodiscard]] const T& operator*() const& { return *value_; }
  [[nodiscard]] T&& operator*() && { return std::move(*value_); }
  [[nodiscard]] T* operator->() { return value_.get(); }
  [[nodiscard]] const T* operator->() const { return value_.get(); }

  T& emplace() { return *(value_ = std::make_unique<T>()); }
  void reset() noexcept { value_.reset(); }

  friend bool operator==(const Boxed& left, const Boxed& right) {
    if (!left.has_value() || !right.has_value()) return left.has_value() == right.has_value();
    return *left == *right;
  }

 private:
  std::unique_ptr<T> value_;
};
// NOLINTEND(google-explicit-constructor)

}  // namespace baton
