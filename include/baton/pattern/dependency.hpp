// Dependency<T>: a reference that is injected into a Runtime or an orchestrator. It is never null and owns nothing.
//
//   struct PaymentOrchestrator {
//     baton::pattern::Dependency<PaymentStore> store;
//     baton::pattern::Dependency<PaymentGateway> gateway;
//   };
//   PaymentOrchestrator{.store = sqlite_store, .gateway = http_gateway};   // both outlive it
//
// A class declares its role by a member alias, which Transactional (baton/pattern/transactional.hpp) requires:
//   using Part = baton::pattern::StorePart;      reads and writes in the session that it is given
//   using Part = baton::pattern::GatewayPart;    acts on the world
//   using Part = baton::pattern::RequestPart;    lives for one request (a session, a transaction): never a dependency
#pragma once

#include <memory>
#include <type_traits>

namespace baton::pattern {

struct StorePart {};
struct GatewayPart {};
struct RequestPart {};

template <class T, class Which>
concept Plays = requires { typename T::Part; } && std::is_same_v<typename T::Part, Which>;

template <class T>
class Dependency {
 public:
  using Target = T;

  Dependency(T& target) noexcept
      : target_(std::addressof(target)) {}  // implicit, so that an injection needs no extra syntax
  Dependency(const T&&) = delete;

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
