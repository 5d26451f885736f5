// Transactional: runs an orchestrator in one transaction, and holds back its effects on the world until the commit.
//
//   Transactional<PaymentOrchestrator, SqliteUnitOfWork> payments{.orchestrator = {…}, .unit_of_work = unit};
//   std::visit(…, payments.run(payment_id));      // Committed, RolledBack or TransactionFailed
//
// The orchestrator's run() takes the unit of work's session as its last argument; all that its stores read and write goes
// through it. A success commits; a failure (sum_type.hpp) or an exception rolls back.
//
// Effects. If a transaction charges a card and then rolls back, nothing records the charge. So each dependency declares its
// role (dependency.hpp), and the compiler checks:
//   - an IntentGateway only takes intents: during the run they are recorded, and executed after the commit;
//   - a gateway whose answer the run needs first takes a CommittedKey, which can only be made from what an earlier
//     transaction committed: after a crash or a rollback the same key is there, and the call is recognised as the same;
//   - a store works in the session.
// Threading: as the orchestrator and the unit of work allow; a unit of work over one connection runs one at a time.
#pragma once

#include <baton/pattern/orchestrator.hpp>

#include <boost/pfr/core.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <expected>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::pattern {

// begin() gives a session; commit() makes what was done in it durable; a session that is destroyed without it rolls back.
// Errors are values. `may_be_committed` of an Error says whether a failed commit may have been made nevertheless.
template <class U>
concept UnitOfWork = requires(U& unit, typename U::Session& session, const typename U::Error& error) {
  { unit.begin() } -> std::same_as<std::expected<typename U::Session, typename U::Error>>;
  { session.commit() } -> std::same_as<std::expected<void, typename U::Error>>;
  { error.may_be_committed } -> std::convertible_to<bool>;
} && std::movable<typename U::Session> && Plays<typename U::Session, RequestPart>;

// Why a gateway did not execute an intent.
struct NotExecuted {
  std::string reason;
  bool may_have_happened = false;  // the outcome is unknown

  friend bool operator==(const NotExecuted&, const NotExecuted&) = default;
};

// A port for gateways that need not answer: their intents can be recorded and executed later.
template <class I>
class IntentGateway {
 public:
  using Intent = I;

  IntentGateway() = default;
  IntentGateway(const IntentGateway&) = delete;
  IntentGateway& operator=(const IntentGateway&) = delete;
  virtual ~IntentGateway() = default;

  virtual std::expected<void, NotExecuted> execute(const Intent& intent) = 0;
};

// An idempotency key that survives a crash, because it is derived from committed state.
class CommittedKey {
 public:
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  friend bool operator==(const CommittedKey&, const CommittedKey&) = default;

 private:
  template <class Result>
  friend class Committed;
  explicit CommittedKey(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// The transaction was committed, and then the recorded intents were executed.
template <class Result>
class Committed {
 public:
  [[nodiscard]] const Result& result() const& noexcept { return result_; }
  [[nodiscard]] Result result() && { return std::move(result_); }
  // Recorded intents that could not be executed, in order.
  [[nodiscard]] const std::vector<NotExecuted>& not_executed() const noexcept { return not_executed_; }

  // A key for a gateway whose answer a later run needs; derive(result) returns its text.
  template <class Derive>
  [[nodiscard]] CommittedKey key(Derive&& derive) const {
    return CommittedKey(std::forward<Derive>(derive)(result_));
  }

 private:
  template <class Orchestrator, class Unit>
  friend struct Transactional;
  Committed(Result result, std::vector<NotExecuted> not_executed)
      : result_(std::move(result)), not_executed_(std::move(not_executed)) {}

  Result result_;
  std::vector<NotExecuted> not_executed_;
};

// The result is a failure: nothing was written and no recorded intent executed.
template <class Result>
struct RolledBack {
  Result result;
};

// The store could not begin or commit. No recorded intent was executed; error.may_be_committed says whether the writes may
// be there. Running it again is safe if the orchestrator checks the stored state before it acts.
template <class Error>
struct TransactionFailed {
  static constexpr bool is_failure = true;
  Error error;
};

namespace detail {

template <class T>
inline constexpr bool is_intent_gateway = false;
template <class I>
inline constexpr bool is_intent_gateway<IntentGateway<I>> = true;

template <class T>
concept DeclaresPart = is_intent_gateway<T> || Plays<T, StorePart> || Plays<T, GatewayPart>;
template <class T>
concept KeyedIfAnswering = !Plays<T, GatewayPart> || requires { requires std::same_as<typename T::Key, CommittedKey>; };

template <class O, std::size_t... I>
consteval bool all_declare_parts(std::index_sequence<I...>) {
  return (... && DeclaresPart<typename boost::pfr::tuple_element_t<I, O>::Target>);
}
template <class O, std::size_t... I>
consteval bool all_answers_are_keyed(std::index_sequence<I...>) {
  return (... && KeyedIfAnswering<typename boost::pfr::tuple_element_t<I, O>::Target>);
}

template <class Arguments, class Session>
inline constexpr bool ends_with = false;
template <class... A, class Session>
  requires(sizeof...(A) > 0)
inline constexpr bool ends_with<std::tuple<A...>, Session> =
    std::is_same_v<std::tuple_element_t<sizeof...(A) - 1, std::tuple<A...>>, Session&>;

// The intents of the run, in their order.
using Recorded = std::vector<std::function<std::expected<void, NotExecuted>()>>;

template <class I>
class RecordingGateway final : public IntentGateway<I> {
 public:
  RecordingGateway(IntentGateway<I>& real, Recorded& recorded) : real_(real), recorded_(recorded) {}

  std::expected<void, NotExecuted> execute(const I& intent) override {
    recorded_.push_back([&real = real_, intent] { return real.execute(intent); });
    return {};
  }

 private:
  IntentGateway<I>& real_;
  Recorded& recorded_;
};

template <class T>
struct Injection {
  Dependency<T> real;
  Recorded& recorded;
};
// Replaces a dependency during the run.
template <class T>
struct StandIn {
  explicit StandIn(Injection<T> injection) : dependency(injection.real) {}

  Dependency<T> dependency;
};
template <class I>
struct StandIn<IntentGateway<I>> {
  explicit StandIn(Injection<IntentGateway<I>> injection)
      : gateway(*injection.real, injection.recorded), dependency(gateway) {}
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  RecordingGateway<I> gateway;
  Dependency<IntentGateway<I>> dependency;
};

}  // namespace detail

template <class Orchestrator, class Unit>
struct Transactional {
  static_assert(is_orchestrator<Orchestrator>());
  static_assert(
      UnitOfWork<Unit>,
      "[transaction.unit_of_work] a unit of work must have begin(), a Session with commit() whose Part is RequestPart, "
      "and an Error with may_be_committed");

  Orchestrator orchestrator;
  Dependency<Unit> unit_of_work;

  using Result = typename detail::Method<decltype(&Orchestrator::run)>::Returned;
  using Outcome = std::variant<Committed<Result>, RolledBack<Result>, TransactionFailed<typename Unit::Error>>;

  template <class... Arguments>
  [[nodiscard]] Outcome run(Arguments&&... arguments) const {
    check();
    auto session = unit_of_work->begin();
    if (!session) return TransactionFailed<typename Unit::Error>{std::move(session).error()};
    detail::Recorded recorded;
    Result result = run_recording(recorded, std::make_index_sequence<boost::pfr::tuple_size_v<Orchestrator>>(),
                                  std::forward<Arguments>(arguments)..., *session);
    if (has_failed(result)) return RolledBack<Result>{std::move(result)};
    if (auto committed = session->commit(); !committed) {
      return TransactionFailed<typename Unit::Error>{std::move(committed).error()};
    }
    return Committed<Result>(std::move(result), execute(recorded));
  }

 private:
  static consteval void check() {
    constexpr auto fields = std::make_index_sequence<boost::pfr::tuple_size_v<Orchestrator>>();
    using Arguments = typename detail::Method<decltype(&Orchestrator::run)>::Arguments;
    static_assert(SumType<Result>,
                  "[transaction.at_once] run() must return its result itself, not something to await: a transaction is "
                  "not held open during a wait");
    static_assert(detail::ends_with<Arguments, typename Unit::Session>,
                  "[transaction.session] the last argument of run() must be the unit of work's Session&");
    static_assert(detail::all_declare_parts<Orchestrator>(fields),
                  "[transaction.parts] every dependency must be an IntentGateway or declare its part: "
                  "using Part = StorePart or GatewayPart");
    static_assert(
        detail::all_answers_are_keyed<Orchestrator>(fields),
        "[transaction.key] a gateway that answers inside a transaction must take a key derived from state committed "
        "earlier: using Key = CommittedKey. Otherwise make it an IntentGateway, whose intents wait for the commit");
  }

  template <std::size_t... I, class... Arguments>
  [[nodiscard]] Result run_recording(detail::Recorded& recorded, std::index_sequence<I...>,
                                     Arguments&&... arguments) const {
    std::tuple<detail::StandIn<typename boost::pfr::tuple_element_t<I, Orchestrator>::Target>...> stand_ins(
        detail::Injection{boost::pfr::get<I>(orchestrator), recorded}...);
    const Orchestrator recording{std::get<I>(stand_ins).dependency...};
    return recording.run(std::forward<Arguments>(arguments)...);
  }

  [[nodiscard]] static std::vector<NotExecuted> execute(const detail::Recorded& recorded) {
    std::vector<NotExecuted> failures;
    for (const auto& intent : recorded) {
      try {
        if (auto executed = intent(); !executed) failures.push_back(std::move(executed).error());
      } catch (const std::exception& exception) {
        failures.push_back(NotExecuted{.reason = exception.what(), .may_have_happened = true});
      } catch (...) {
        failures.push_back(
            NotExecuted{.reason = "an exception that is not derived from std::exception", .may_have_happened = true});
      }
    }
    return failures;
  }
};

}  // namespace baton::pattern
