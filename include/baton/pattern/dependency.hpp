// Dependency<T>: a reference that is injected into a Runtime or an orchestrator. It is never null and owns nothing.
//
//   struct PaymentOrchestrator {
//     baton::pattern::Dependency<PaymentStore> store;
//     baton::pattern::Dependency<PaymentGateway> gateway;
//   };
//   PaymentOrchestrator{.store = sqlite_store, .gateway = http_gateway};   // both outlive it
//
// A class declares what part it has:
//   using Part = baton::pattern::StorePart;      reads and writes in the session that it is given
//   using Part = baton::pattern::GatewayPart;    acts on the world, or asks it: a processor, a clock, a logger
//   using Part = baton::pattern::RequestPart;    lives for one request (a session, a transaction): never a dependency
// or has it declared, where it is not your own:
//   template <> inline constexpr baton::pattern::GatewayPart baton::pattern::part_of<boost::asio::ip::udp::socket> = {};
// What is not declared has no part, and an orchestrator cannot depend on it.
//
// A dependency is never assigned: what an orchestrator is made of does not change.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>

namespace baton::pattern {

struct StorePart {};
struct GatewayPart {};
struct RequestPart {};

namespace detail {

struct NoPart {};

template <class T>
consteval auto declared_part() {
  if constexpr (requires { typename T::Part; }) {
    using Part = std::remove_cv_t<typename T::Part>;
    if constexpr (std::is_same_v<Part, StorePart> || std::is_same_v<Part, GatewayPart> ||
                  std::is_same_v<Part, RequestPart>) {
      return Part();
    } else {
      return NoPart();
    }
  } else {
    return NoPart();
  }
}

}  // namespace detail

template <class T>
inline constexpr auto part_of = detail::declared_part<T>();

template <class T, class Which>
concept Plays = std::is_same_v<decltype(part_of<std::remove_cv_t<T>>), const Which>;

template <class T>
class Dependency {
 public:
  using Target = T;

  Dependency(T& target) noexcept
      : target_(std::addressof(target)) {}  // implicit, so that an injection needs no extra syntax
  Dependency(const T&&) = delete;
  // A Dependency<Derived> is one on its base, too.
  template <class Derived>
    requires(!std::same_as<Derived, T> && std::convertible_to<Derived*, T*>)
  Dependency(const Dependency<Derived>& derived) noexcept : target_(derived.operator->()) {}
  Dependency(const Dependency&) noexcept = default;
  // Instantiated only where it is used: the error of a deleted function would not give the reason.
  Dependency& operator=(const Dependency&) {
    constexpr bool is_assigned_never = std::is_void_v<Dependency>;
    static_assert(is_assigned_never, "[dependency.frozen] what an orchestrator depends on is given once, not assigned");
    return *this;
  }
  ~Dependency() = default;

  [[nodiscard]] T& operator*() const noexcept { return *target_; }
  [[nodiscard]] T* operator->() const noexcept { return target_; }

 private:
  T* target_;
};

template <class T>
inline constexpr bool is_dependency = false;
template <class T>
inline constexpr bool is_dependency<Dependency<T>> = true;

}  // namespace baton::pattern
