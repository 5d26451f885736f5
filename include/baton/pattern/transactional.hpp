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
//   - a gateway whose answer the run needs first is a KeyedGateway: it takes a CommittedKey, which can only be made from what an
//     earlier transaction committed: after a crash or a rollback the same key is there, and the call is recognised as the same;
//   - a store works in the session, which cannot commit.
// Each alternative of the result says whether it is a failure: what does not say would be committed.
// What was recorded in memory is lost if the process dies between the commit and the execution. An OutboxGateway (outbox.hpp)
// writes it in the transaction instead.
// Threading: as the orchestrator and the unit of work allow; a unit of work over one connection runs one at a time.
#pragma once

#include <baton/pattern/orchestrator.hpp>
#include <baton/pattern/outbox_entry.hpp>

#include <boost/pfr/core.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <expected>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::pattern {

// begin() gives a transaction; its session() is what the orchestrator and its stores get; commit() makes what was done in it
// durable; a transaction that is destroyed without it rolls back.
// Errors are values. `may_be_committed` of an Error says whether a failed commit may have been made nevertheless.
template <class U>
concept UnitOfWork = requires(U& unit, typename U::Transaction& transaction, const typename U::Error& error) {
  { unit.begin() } -> std::same_as<std::expected<typename U::Transaction, typename U::Error>>;
  { transaction.session() } -> std::same_as<typename U::Session&>;
  { transaction.commit() } -> std::same_as<std::expected<void, typename U::Error>>;
  { error.may_be_committed } -> std::convertible_to<bool>;
} && std::movable<typename U::Transaction> && Plays<typename U::Session, RequestPart>;

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
  using IntentGatewayTag = void;

  IntentGateway() = default;
  IntentGateway(const IntentGateway&) = delete;
  IntentGateway& operator=(const IntentGateway&) = delete;
  virtual ~IntentGateway() = default;

  virtual std::expected<void, NotExecuted> execute(const Intent& intent) = 0;
  // What Transactional writes in the transaction, instead of executing the intent after it.
  [[nodiscard]] virtual std::optional<OutboxEntry> to_outbox(const Intent&) const { return std::nullopt; }
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

// A port for gateways whose answer is needed within a transaction: none is asked without a key that was committed before.
template <class R, class A>
class KeyedGateway {
 public:
  using Part = GatewayPart;
  using Request = R;
  using Answer = A;

  KeyedGateway() = default;
  KeyedGateway(const KeyedGateway&) = delete;
  KeyedGateway& operator=(const KeyedGateway&) = delete;
  virtual ~KeyedGateway() = default;

  [[nodiscard]] virtual Answer execute(const Request& request, const CommittedKey& key) = 0;
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
inline constexpr bool is_keyed_gateway = false;
template <class R, class A>
inline constexpr bool is_keyed_gateway<KeyedGateway<R, A>> = true;

template <class T>
concept DeclaresPart = is_intent_gateway<T> || Plays<T, StorePart> || Plays<T, GatewayPart>;
template <class T>
concept KeyedIfAnswering = !Plays<T, GatewayPart> || is_keyed_gateway<T>;

template <class Field>
concept DependsOnPart = !Depends<Field>::on_one || DeclaresPart<typename Depends<Field>::On>;
template <class... Field>
consteval bool all_declare_parts(FieldList<Field...>) {
  return (... && DependsOnPart<Field>);
}
template <class... Field>
consteval bool all_answers_are_keyed(FieldList<Field...>) {
  return (... && KeyedIfAnswering<typename Depends<Field>::On>);
}
template <class O>
consteval bool declares_parts() {
  if constexpr (HasVisibleFields<O>) {
    return all_declare_parts(FieldsOf<O>());
  } else {
    return true;
  }
}

template <class U>
concept SessionCommits = requires(typename U::Session& session, const typename U::Error& error) {
  session.commit();
  error.may_be_committed;
};

template <class Arguments, class Session>
inline constexpr bool ends_with = false;
template <class... A, class Session>
  requires(sizeof...(A) > 0)
inline constexpr bool ends_with<std::tuple<A...>, Session> =
    std::is_same_v<std::tuple_element_t<sizeof...(A) - 1, std::tuple<A...>>, Session&>;

// The intents of the run, in their order.
using Recorded = std::vector<std::function<std::expected<void, NotExecuted>()>>;
// Writes in the transaction.
using WriteToOutbox = std::function<void(const OutboxEntry&)>;

struct Recorder {
  Recorded recorded;
  WriteToOutbox write;
};

template <class I>
class RecordingGateway final : public IntentGateway<I> {
 public:
  RecordingGateway(IntentGateway<I>& real, Recorder& recorder) : real_(real), recorder_(recorder) {}

  std::expected<void, NotExecuted> execute(const I& intent) override {
    if (const std::optional<OutboxEntry> entry = real_.to_outbox(intent)) {
      recorder_.write(*entry);
    } else {
      recorder_.recorded.push_back([&real = real_, intent] { return real.execute(intent); });
    }
    return {};
  }

 private:
  IntentGateway<I>& real_;
  Recorder& recorder_;
};

template <class T>
struct Injection {
  Dependency<T> real;
  Recorder& recorder;
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
      : gateway(*injection.real, injection.recorder), dependency(gateway) {}
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  RecordingGateway<I> gateway;
  Dependency<IntentGateway<I>> dependency;
};

}  // namespace detail

namespace detail {

template <class Orchestrator>
consteval bool runs_at_once() {
  if constexpr (HasRun<Orchestrator>) {
    return !Awaited<typename Method<decltype(&Orchestrator::run)>::Returned>::is_awaited;
  } else {
    return true;
  }
}

// Each rule is checked once those before it are kept.
template <class Orchestrator, class Unit>
consteval bool check_unit_of_work() {
  constexpr bool is_unit = UnitOfWork<Unit> || SessionCommits<Unit>;  // what is wrong with the latter is said later
  constexpr bool has_parts = declares_parts<Orchestrator>();
  constexpr bool is_at_once = runs_at_once<Orchestrator>();
  static_assert(is_unit, "[transaction.unit_of_work] it must have begin(), Session, Transaction and Error");
  static_assert(has_parts, "[transaction.parts] each: an IntentGateway itself, or a class that declares its Part");
  static_assert(is_at_once, "[transaction.at_once] run() returns its result itself: no transaction is open in a wait");
  if constexpr (is_unit && has_parts && is_at_once) return is_orchestrator<Orchestrator>();
  return true;  // as is_orchestrator(): or it does not compile
}

template <class Orchestrator, class Unit>
consteval bool check_transaction() {
  using Run = Method<decltype(&Orchestrator::run)>;
  using Result = typename Run::Returned;
  constexpr bool has_session = ends_with<typename Run::Arguments, typename Unit::Session>;
  constexpr bool is_keyed = all_answers_are_keyed(FieldsOf<Orchestrator>());
  static_assert(has_session, "[transaction.session] run() takes the unit of work's Session& as its last argument");
  static_assert(is_keyed, "[transaction.key] a gateway in a transaction is an IntentGateway or a KeyedGateway");
  if constexpr (has_session && is_keyed && runs_at_once<Orchestrator>()) {
    constexpr bool says_failures = SumTypeTraits<Result>::is_marked;
    constexpr bool cannot_commit = !SessionCommits<Unit>;
    static_assert(says_failures, "[transaction.failures] each alternative must say: static constexpr bool is_failure");
    static_assert(cannot_commit, "[transaction.commit] the Session has commit(): only a Transaction commits");
    return says_failures && cannot_commit;
  }
  return false;
}

}  // namespace detail

template <class Orchestrator, class Unit>
struct Transactional {
  static_assert(detail::check_unit_of_work<Orchestrator, Unit>());

  Orchestrator orchestrator;
  Dependency<Unit> unit_of_work;

  using Result = typename detail::Method<decltype(&Orchestrator::run)>::Returned;
  using Outcome = std::variant<Committed<Result>, RolledBack<Result>, TransactionFailed<typename Unit::Error>>;

  template <class... Arguments>
  [[nodiscard]] Outcome run(Arguments&&... arguments) const {
    if constexpr (detail::check_transaction<Orchestrator, Unit>()) {
      using Session = typename Unit::Session;
      constexpr bool takes_them = requires(const Orchestrator& with, Session& session) {
        with.run(std::forward<Arguments>(arguments)..., session);
      };
      static_assert(takes_them, "[transaction.arguments] run() does not take these before its session");
      if constexpr (takes_them) return run_in_transaction(std::forward<Arguments>(arguments)...);
    }
    std::unreachable();
  }

 private:
  template <class... Arguments>
  [[nodiscard]] Outcome run_in_transaction(Arguments&&... arguments) const {
    auto transaction = unit_of_work->begin();
    if (!transaction) return TransactionFailed<typename Unit::Error>{std::move(transaction).error()};
    auto& session = transaction->session();
    std::optional<typename Unit::Error> not_written;
    detail::Recorder recorder{.recorded = {}, .write = [&](const OutboxEntry& entry) {
                                if (!not_written) not_written = write(session, entry);
                              }};
    Result result = run_recording(recorder, std::make_index_sequence<detail::FieldsOf<Orchestrator>::size>(),
                                  std::forward<Arguments>(arguments)..., session);
    if (has_failed(result)) return RolledBack<Result>{std::move(result)};
    if (not_written) return TransactionFailed<typename Unit::Error>{*std::move(not_written)};
    if (auto committed = transaction->commit(); !committed) {
      return TransactionFailed<typename Unit::Error>{std::move(committed).error()};
    }
    return Committed<Result>(std::move(result), execute(recorder.recorded));
  }

  // Whatever the run makes of it, a transaction whose intent cannot be written is not committed.
  [[nodiscard]] static std::optional<typename Unit::Error> write(typename Unit::Session& session,
                                                                 const OutboxEntry& entry) {
    if constexpr (requires { session.add_to_outbox(entry); }) {
      auto added = session.add_to_outbox(entry);
      if (!added) return std::move(added).error();
      return std::nullopt;
    } else {
      throw std::logic_error("an OutboxGateway in a unit of work whose Session has no add_to_outbox()");
    }
  }

  template <std::size_t... I, class... Arguments>
  [[nodiscard]] Result run_recording(detail::Recorder& recorder, std::index_sequence<I...>,
                                     Arguments&&... arguments) const {
    std::tuple<detail::StandIn<typename boost::pfr::tuple_element_t<I, Orchestrator>::Target>...> stand_ins(
        detail::Injection{boost::pfr::get<I>(orchestrator), recorder}...);
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
