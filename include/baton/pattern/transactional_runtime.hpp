// TransactionalRuntime: a machine's step in one transaction: begin → load → step → save → record the intents → commit → execute.
//
//   const TransactionalRuntime<Payment, PaymentStore, SqliteUnitOfWork, PaymentId> payments{
//       .orchestrator = {.store = store, .gateway = gateway}, .unit_of_work = unit};
//   std::visit(…, payments.run(id, Process{}));
//     // Committed of Processed or NotFound; RolledBack of StoreFailed, if the store can fail; TransactionFailed
//
// Ports, as of Runtime (runtime.hpp), but in the session, which makes load and save one transaction:
//   store.load(id, session)         std::optional<State>, or std::expected<std::optional<State>, Failure>
//   store.save(id, state, session)  void, or std::expected<void, Failure>
//   gateway                         an IntentGateway<Intent>: executed after the commit, or an OutboxGateway (outbox.hpp): written
//                                   in the transaction. Neither answers; what the world says is the next event, which the gateway
//                                   gives to run().
#pragma once

#include <baton/pattern/machine.hpp>
#include <baton/pattern/runtime.hpp>
#include <baton/pattern/transactional.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace baton::pattern {

namespace detail {

template <class Store, class Id, class State, class Session>
concept LoadsAndSavesIn = requires(Store& store, const Id& id, const State& state, Session& session) {
  store.load(id, session);
  store.save(id, state, session);
};

template <class Store, class Id, class State, class Session>
struct SessionPorts {
  static constexpr bool are_ports = false;
  using Result = std::variant<Processed<Id>, NotFound<Id>>;
};
template <class Store, class Id, class State, class Session>
  requires LoadsAndSavesIn<Store, Id, State, Session>
struct SessionPorts<Store, Id, State, Session> {
  using LoadCall = decltype(std::declval<Store&>().load(std::declval<const Id&>(), std::declval<Session&>()));
  using SaveCall = decltype(std::declval<Store&>().save(std::declval<const Id&>(), std::declval<const State&>(),
                                                        std::declval<Session&>()));
  using Load = PortAnswer<std::remove_cvref_t<LoadCall>>;
  using Save = PortAnswer<std::remove_cvref_t<SaveCall>>;
  static constexpr bool are_ports = true;
  static constexpr bool may_find_nothing = std::is_same_v<typename Load::Payload, std::optional<State>>;
  static constexpr bool only_saves = std::is_void_v<typename Save::Payload>;
  static constexpr bool fails_alike = std::is_void_v<typename Load::Failure> ||
                                      std::is_void_v<typename Save::Failure> ||
                                      std::is_same_v<typename Load::Failure, typename Save::Failure>;
  using StoreError = FirstOf<typename Load::Failure, typename Save::Failure>;
  using Result = typename WithStoreFailure<std::variant<Processed<Id>, NotFound<Id>>, StoreError>::Type;
};

}  // namespace detail

// One step of a machine, as an orchestrator.
template <class M, class Store, class Id, class Session>
struct MachineStep {
  static_assert(is_machine<M>());

  using State = typename M::State;
  using Event = typename M::Event;
  using Intent = typename M::Intent;
  using Ports = detail::SessionPorts<Store, Id, State, Session>;
  using Result = typename Ports::Result;

  Dependency<Store> store;
  Dependency<IntentGateway<Intent>> gateway;

  [[nodiscard]] Result run(const Id& id, const Event& event, Session& session) const {
    constexpr bool are_ports = Ports::are_ports;
    static_assert(are_ports, "[runtime.session] a store has load(id, session) and save(id, state, session)");
    if constexpr (are_ports) return step(id, event, session);
    std::unreachable();
  }

 private:
  [[nodiscard]] Result step(const Id& id, const Event& event, Session& session) const {
    constexpr bool may_find_nothing = Ports::may_find_nothing;
    constexpr bool only_saves = Ports::only_saves;
    constexpr bool fails_alike = Ports::fails_alike;
    static_assert(may_find_nothing,
                  "[runtime.not_found] load() must return std::optional<State>: not found is a result");
    static_assert(only_saves, "[runtime.save] save() must return nothing, or its failure");
    static_assert(fails_alike, "[runtime.store_error] load() and save() must fail with the same type");
    auto loaded = store->load(id, session);
    if constexpr (!std::is_void_v<typename Ports::Load::Failure>) {
      if (!loaded) return StoreFailed<typename Ports::StoreError>{std::move(loaded).error()};
    }
    const std::optional<State>& state = detail::payload_of(loaded);
    if (!state) return NotFound<Id>{id};
    Decision<State, Intent> decision = M::handle(*state, event);
    if constexpr (std::is_void_v<typename Ports::Save::Failure>) {
      store->save(id, decision.next, session);
    } else {
      auto saved = store->save(id, decision.next, session);
      if (!saved) return StoreFailed<typename Ports::StoreError>{std::move(saved).error()};
    }
    // Recorded; what cannot be executed later is in Committed::not_executed().
    for (const Intent& intent : decision.intents) static_cast<void>(gateway->execute(intent));
    return Processed<Id>{id};
  }
};

template <class M, class Store, class Unit, class Id>
using TransactionalRuntime = Transactional<MachineStep<M, Store, Id, typename Unit::Session>, Unit>;

}  // namespace baton::pattern
