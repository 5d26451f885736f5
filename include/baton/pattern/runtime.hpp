// Runtime: runs a machine: load → step → save → execute. It decides nothing.
//
//   const baton::pattern::Runtime<Payment, PaymentStore, PaymentGateway> runtime{.store = store, .gateway = gateway};
//   std::visit(…, runtime.run(id, Process{}));    // Processed or NotFound, and the failures of the two ports
//
// Ports. `Failure` stands for any type of yours. Each port may also return an awaitable of its result; then run() returns
// an Async of its own result.
//   store.load(id)          std::optional<State>, or std::expected<std::optional<State>, Failure>
//   store.save(id, state)   void, or std::expected<void, Failure>
//   gateway.execute(intent) void, Event or std::optional<Event>: what comes back is the next event;
//                           or std::expected of one of these and a Failure
//
// The state is saved before intents are executed: if the process dies in between, the state is there and the intent is lost.
// So a machine that is run this way must ask again when the event is repeated, and its gateway must recognise the repetition by
// a key in the intent. The engine (baton/machine.hpp) stores intents and needs neither.
// Answers are handled in the order in which they came, each in a turn of its own, once the intents of the turn before are
// all executed. A machine whose intents are always answered by an event that asks again never ends.
// Threading: run() may be called from any thread if the ports may. One instance must not be run twice at a time.
#pragma once

#include <baton/async.hpp>
#include <baton/pattern/await.hpp>
#include <baton/pattern/dependency.hpp>
#include <baton/pattern/machine.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <expected>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::pattern {

template <class Id>
struct Processed {
  static constexpr bool is_failure = false;
  Id id;

  friend bool operator==(const Processed&, const Processed&) = default;
};
template <class Id>
struct NotFound {
  static constexpr bool is_failure = false;
  Id id;

  friend bool operator==(const NotFound&, const NotFound&) = default;
};
// The store reports that it saved nothing of this step, and nothing was executed.
template <class Error>
struct StoreFailed {
  static constexpr bool is_failure = true;
  Error error;

  friend bool operator==(const StoreFailed&, const StoreFailed&) = default;
};
// The state was saved; this intent, and those after it, were not executed, and the answers to those before it were
// not handled.
template <class Intent, class Error>
struct GatewayFailed {
  static constexpr bool is_failure = true;
  Intent intent;
  Error error;

  friend bool operator==(const GatewayFailed&, const GatewayFailed&) = default;
};

namespace detail {

// The result of a port's call, by value; it is awaited as the language does it, operator co_await first.
template <class T>
struct AwaitResult {
  using Type = T;
};
template <Awaiter T>
  requires(!MemberAwaitable<T> && !FreeAwaitable<T>)
struct AwaitResult<T> {
  using Type = decltype(std::declval<T&>().await_resume());
};
template <MemberAwaitable T>
struct AwaitResult<T> {
  using Type = decltype(std::declval<T>().operator co_await().await_resume());
};
template <FreeAwaitable T>
struct AwaitResult<T> {
  using Type = decltype(operator co_await(std::declval<T>()).await_resume());
};

// What a port's answer holds if it is not a failure.
template <class T>
struct PortAnswer {
  using Payload = T;
  using Failure = void;
};
template <IsExpected T>
struct PortAnswer<T> {
  using Payload = typename ExpectedOf<T>::value_type;
  using Failure = typename ExpectedOf<T>::error_type;
};

// The first type that is not void.
template <class First, class Second>
using FirstOf = std::conditional_t<std::is_void_v<First>, Second, First>;

template <class Variant, class Alternative>
struct With;
template <class... Alternatives, class Alternative>
struct With<std::variant<Alternatives...>, Alternative> {
  using Type = std::variant<Alternatives..., Alternative>;
};

template <class Variant, class Error>
struct WithStoreFailure : With<Variant, StoreFailed<Error>> {};
template <class Variant>
struct WithStoreFailure<Variant, void> {
  using Type = Variant;
};
template <class Variant, class Intent, class Error>
struct WithGatewayFailure : With<Variant, GatewayFailed<Intent, Error>> {};
template <class Variant, class Intent>
struct WithGatewayFailure<Variant, Intent, void> {
  using Type = Variant;
};

// What a Runtime knows about its ports: what they return, whether they can fail, and whether they are awaited.
template <class M, class Store, class Gateway, class Id>
struct Ports {
  using State = typename M::State;
  using Intent = typename M::Intent;
  using LoadCall = decltype(std::declval<Store&>().load(std::declval<const Id&>()));
  using SaveCall = decltype(std::declval<Store&>().save(std::declval<const Id&>(), std::declval<const State&>()));
  using ExecuteCall = decltype(std::declval<Gateway&>().execute(std::declval<const Intent&>()));
  using Load = PortAnswer<std::remove_cvref_t<typename AwaitResult<LoadCall>::Type>>;
  using Save = PortAnswer<std::remove_cvref_t<typename AwaitResult<SaveCall>::Type>>;
  using Execute = PortAnswer<std::remove_cvref_t<typename AwaitResult<ExecuteCall>::Type>>;

  using StoreError = FirstOf<typename Load::Failure, typename Save::Failure>;
  using GatewayError = typename Execute::Failure;
  using Result = typename WithGatewayFailure<
      typename WithStoreFailure<std::variant<Processed<Id>, NotFound<Id>>, StoreError>::Type, Intent,
      GatewayError>::Type;
  using Answer = typename Execute::Payload;
  static constexpr bool kAnswers = !std::is_void_v<Answer>;
  static constexpr bool kAwaits = Awaitable<LoadCall> || Awaitable<SaveCall> || Awaitable<ExecuteCall>;
};

template <class Store, class State, class Id>
concept LoadsAndSaves = requires(Store& store, const Id& id, const State& state) {
  store.load(id);
  store.save(id, state);
};
template <class Store, class Gateway>
concept PlayedAsNamed = !Plays<Store, GatewayPart> && !Plays<Store, RequestPart> && !Plays<Gateway, StorePart> &&
                        !Plays<Gateway, RequestPart>;
template <class Gateway, class Intent>
concept Executes = requires(Gateway& gateway, const Intent& intent) { gateway.execute(intent); };

// Calls the port; makes a plain result awaitable, so that all three ports can be awaited.
template <class Call>
auto awaited(const Call& call) {
  using Called = std::invoke_result_t<const Call&>;
  if constexpr (Awaitable<Called>) {
    return call();
  } else if constexpr (std::is_void_v<Called>) {
    call();
    return std::suspend_never();
  } else {
    struct Ready {
      Called value;
      [[nodiscard]] bool await_ready() const noexcept { return true; }
      void await_suspend(std::coroutine_handle<>) const noexcept {}
      [[nodiscard]] Called await_resume() { return std::move(value); }
    };
    return Ready{call()};
  }
}

template <class T>
[[nodiscard]] constexpr auto& payload_of(T& answer) noexcept {
  if constexpr (IsExpected<T>) {
    return *answer;
  } else {
    return answer;
  }
}

}  // namespace detail

template <class M, class Store, class Gateway>
struct Runtime {
  static_assert(is_machine<M>());
  static_assert(detail::PlayedAsNamed<Store, Gateway>,
                "[runtime.parts] .store is no gateway, and .gateway no store: see their Part");

  using State = typename M::State;
  using Event = typename M::Event;
  using Intent = typename M::Intent;
  template <class Id>
  using Ports = detail::Ports<M, Store, Gateway, Id>;

  Dependency<Store> store;
  Dependency<Gateway> gateway;

  // std::variant<Processed<Id>, NotFound<Id>>, with StoreFailed and GatewayFailed where these ports can fail; as an Async
  // if one of them is awaited. After a failure the event may be given again.
  template <class Id, class Given = Event>
  [[nodiscard]] auto run(const Id& id, const Given& event) const {
    constexpr bool has_event = std::convertible_to<const Given&, Event>;
    constexpr bool has_store = detail::LoadsAndSaves<Store, State, Id>;
    constexpr bool has_gateway = detail::Executes<Gateway, Intent>;
    static_assert(has_event, "[runtime.event] run(id, event) takes an Event of the machine, or an alternative of it");
    static_assert(has_store, "[runtime.store] the store must have load(id) and save(id, state) for this Id and State");
    static_assert(has_gateway, "[runtime.gateway] the gateway must have execute(intent) for this machine's Intent");
    if constexpr (has_event && has_store && has_gateway) {
      check_answers<Id>();
      if constexpr (Ports<Id>::kAwaits) {
        return run_awaiting(*this, id, event);
      } else {
        return run_at_once(id, event);
      }
    }
  }

 private:
  template <class Id>
  static consteval void check_answers() {
    using P = Ports<Id>;
    using SaveFailure = typename P::Save::Failure;
    constexpr bool may_find_nothing = std::is_same_v<typename P::Load::Payload, std::optional<State>>;
    constexpr bool only_saves = std::is_void_v<typename P::Save::Payload>;
    constexpr bool answers = !P::kAnswers || std::is_same_v<typename P::Answer, Event> ||
                             std::is_same_v<typename P::Answer, std::optional<Event>>;
    constexpr bool fails_alike = std::is_void_v<SaveFailure> || std::is_same_v<SaveFailure, typename P::StoreError>;
    static_assert(may_find_nothing,
                  "[runtime.not_found] load() must return std::optional<State>: not found is a result");
    static_assert(only_saves, "[runtime.save] save() must return nothing, or its failure");
    static_assert(answers, "[runtime.answer] execute() must return the next event, or nothing");
    static_assert(fails_alike, "[runtime.store_error] load() and save() must fail with the same type");
  }

  static void take(std::vector<Event>& answers, Event& answer) { answers.push_back(std::move(answer)); }
  static void take(std::vector<Event>& answers, std::optional<Event>& answer) {
    if (answer) answers.push_back(*std::move(answer));
  }

  // One turn of the loop for each event: the one given, then what the gateway answered.
  template <class Id>
  [[nodiscard]] typename Ports<Id>::Result run_at_once(const Id& id, const Event& event) const {
    std::vector<Event> answers;
    auto result = turn(id, event, answers);
    if constexpr (Ports<Id>::kAnswers) {
      for (std::size_t i = 0; i < answers.size() && std::holds_alternative<Processed<Id>>(result); ++i) {
        const Event next = std::move(answers[i]);
        result = turn(id, next, answers);
      }
    }
    return result;
  }

  template <class Id>
  [[nodiscard]] typename Ports<Id>::Result turn(const Id& id, const Event& event, std::vector<Event>& answers) const {
    using P = Ports<Id>;
    auto loaded = store->load(id);
    if constexpr (!std::is_void_v<typename P::Load::Failure>) {
      if (!loaded) return StoreFailed<typename P::StoreError>{std::move(loaded).error()};
    }
    const std::optional<State>& state = detail::payload_of(loaded);
    if (!state) return NotFound<Id>{id};
    Decision<State, Intent> decision = M::handle(*state, event);
    if constexpr (std::is_void_v<typename P::Save::Failure>) {
      store->save(id, decision.next);
    } else {
      auto saved = store->save(id, decision.next);
      if (!saved) return StoreFailed<typename P::StoreError>{std::move(saved).error()};
    }
    for (Intent& intent : decision.intents) {
      if constexpr (std::is_void_v<typename P::GatewayError> && !P::kAnswers) {
        gateway->execute(intent);
      } else {
        auto executed = gateway->execute(intent);
        if constexpr (!std::is_void_v<typename P::GatewayError>) {
          if (!executed) {
            return GatewayFailed<Intent, typename P::GatewayError>{std::move(intent), std::move(executed).error()};
          }
        }
        if constexpr (P::kAnswers) take(answers, detail::payload_of(executed));
      }
    }
    return Processed<Id>{id};
  }

  // The same as a coroutine. It starts when it is awaited; the Runtime and the arguments may be destroyed by then, so it has copies.
  template <class Id>
  [[nodiscard]] static Async<typename Ports<Id>::Result> run_awaiting(Runtime self, Id id, Event event) {
    std::vector<Event> answers;
    auto result = co_await self.turn_awaiting(id, event, answers);
    for (std::size_t i = 0; i < answers.size() && std::holds_alternative<Processed<Id>>(result); ++i) {
      const Event next = std::move(answers[i]);
      result = co_await self.turn_awaiting(id, next, answers);
    }
    co_return result;
  }

  template <class Id>
  [[nodiscard]] Async<typename Ports<Id>::Result> turn_awaiting(const Id& id, const Event& event,
                                                                std::vector<Event>& answers) const {
    using P = Ports<Id>;
    auto loaded = co_await detail::awaited([&] { return store->load(id); });
    if constexpr (!std::is_void_v<typename P::Load::Failure>) {
      if (!loaded) co_return StoreFailed<typename P::StoreError>{std::move(loaded).error()};
    }
    const std::optional<State>& state = detail::payload_of(loaded);
    if (!state) co_return NotFound<Id>{id};
    Decision<State, Intent> decision = M::handle(*state, event);
    if constexpr (std::is_void_v<typename P::Save::Failure>) {
      co_await detail::awaited([&] { return store->save(id, decision.next); });
    } else {
      auto saved = co_await detail::awaited([&] { return store->save(id, decision.next); });
      if (!saved) co_return StoreFailed<typename P::StoreError>{std::move(saved).error()};
    }
    for (Intent& intent : decision.intents) {
      if constexpr (std::is_void_v<typename P::GatewayError> && !P::kAnswers) {
        co_await detail::awaited([&] { return gateway->execute(intent); });
      } else {
        auto executed = co_await detail::awaited([&] { return gateway->execute(intent); });
        if constexpr (!std::is_void_v<typename P::GatewayError>) {
          if (!executed) {
            co_return GatewayFailed<Intent, typename P::GatewayError>{std::move(intent), std::move(executed).error()};
          }
        }
        if constexpr (P::kAnswers) take(answers, detail::payload_of(executed));
      }
    }
    co_return Processed<Id>{id};
  }
};

}  // namespace baton::pattern
