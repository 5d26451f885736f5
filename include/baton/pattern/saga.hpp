// Saga: steps that are undone, newest first, when one of them fails.
//
//   Saga saga(report);                                              // gets every undo that fails
//   auto reserved = saga.run("reserve stock", [&] { return stock.reserve(items); } | compensate(release));
//   if (has_failed(reserved)) return …;                             // leaving the scope undoes what was done
//   auto charged = saga.run("charge", …);
//   if (has_failed(charged)) return …;
//   saga.complete();                                                // nothing is undone any more
//
// To forget complete() is to undo what succeeded. Where one result decides, let it decide:
//
//   auto [result, compensation] = undo_on_failure([&](Saga& saga) -> CheckoutResult { … });   // a failure or an exception undoes
//
// Only completed steps are undone. It is unknown whether a step that throws has had its effect, so it is not undone here.
// If the effect of a step can be in doubt, let its result say so, and undo it by its key.
// The memory to remember a step is allocated before the step runs, so that a completed step is never forgotten.
// Threading: one thread at a time. In memory: it does not survive the process. A workflow of the engine does (`metadata.compensate`).
#pragma once

#include <baton/pattern/strategies.hpp>

#include <concepts>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::pattern {

struct FailedUndo {
  std::string step;
  std::string reason;

  friend bool operator==(const FailedUndo&, const FailedUndo&) = default;
};

struct Compensation {
  std::vector<std::string> undone;  // the steps that were undone, in this order: newest first
  std::vector<FailedUndo> failed;   // in the same order; a failed undo does not stop the others

  friend bool operator==(const Compensation&, const Compensation&) = default;
};

class Saga {
 public:
  using UndoResult = std::expected<void, std::string>;  // the error says why, for people

  // `report` is called for every undo that fails, also when the saga goes out of scope; what it throws is dropped, so that the
  // other steps are undone. If it is empty, only compensate() tells.
  explicit Saga(std::function<void(const FailedUndo&)> report) : report_(std::move(report)) {}
  Saga(const Saga&) = delete;
  Saga& operator=(const Saga&) = delete;
  // Undoes the completed steps, unless complete() was called.
  ~Saga() { static_cast<void>(compensate()); }

  // Runs the step and returns its result. If the result is not a failure, the undo is remembered. The undo takes a copy of
  // the success (the value of a std::expected, or the whole std::variant) or nothing; it returns UndoResult or nothing. If
  // the copy throws, the step is undone at once and the exception is passed on.
  template <class Operation, class Undo>
  auto run(std::convertible_to<std::string> auto&& name, CompensatedStep<Operation, Undo> step) {
    using Success = typename detail::SuccessOf<detail::ResultOf<Operation>>::Type;
    if constexpr (check_undo<Undo, Success>()) {
      const auto pending = std::make_shared<Pending<Undo, Success>>(std::move(step.undo));
      Done done{std::string(std::forward<decltype(name)>(name)), [pending] { return pending->run(); }};
      done_.reserve(done_.size() + 1);
      auto result = detail::call(step.operation, 1);
      if (!has_failed(result)) {
        if constexpr (std::is_same_v<Success, detail::ResultOf<Operation>>) {
          keep(*pending, done, result);
        } else {
          keep(*pending, done, *result);
        }
        done_.push_back(std::move(done));
      }
      return result;
    }
  }

  template <class Name, class Step>
  auto run(Name&&, Step&&) {
    constexpr bool is_step = std::is_convertible_v<Name, std::string> && detail::is_compensated_step<Step>;
    static_assert(is_step, "[saga.step] run(name, step) takes a text and: operation | compensate(undo)");
  }

  // Undoes the completed steps, newest first, each once.
  Compensation compensate() {
    Compensation compensation;
    while (!done_.empty()) {
      Done step = std::move(done_.back());
      done_.pop_back();
      UndoResult undone = attempt(step.undo);
      if (undone) {
        compensation.undone.push_back(std::move(step.name));
      } else {
        tell(compensation.failed.emplace_back(std::move(step.name), std::move(undone).error()));
      }
    }
    return compensation;
  }

  // Keeps what was done: nothing will be undone.
  void complete() noexcept { done_.clear(); }

 private:
  struct Done {
    std::string name;
    std::function<UndoResult()> undo;
  };

  // An undo and, after the success of its step, a copy of that success, if the undo takes it.
  template <class Undo, class Success>
  struct Pending {
    static constexpr bool kTakesSuccess = std::invocable<Undo&, const Success&>;

    explicit Pending(Undo remembered) : undo(std::move(remembered)) {}

    [[nodiscard]] UndoResult run() {
      if constexpr (kTakesSuccess) {
        return run_with(*success);
      } else {
        return told([this] { return undo(); });
      }
    }
    [[nodiscard]] UndoResult run_with(const Success& given) {
      return told([&] { return undo(given); });
    }

    Undo undo;
    std::optional<std::conditional_t<kTakesSuccess, Success, std::monostate>> success;
  };

  template <class Call>
  [[nodiscard]] static UndoResult told(const Call& call) {
    if constexpr (std::is_void_v<std::invoke_result_t<const Call&>>) {
      call();
      return {};
    } else {
      return call();
    }
  }

  template <class Undo, class Success>
  static consteval bool check_undo() {
    constexpr bool takes_success = std::invocable<Undo&, const Success&>;
    constexpr bool is_undo = takes_success || std::invocable<Undo&>;
    static_assert(is_undo, "[saga.undo] an undo must take the success of its step, or nothing");
    if constexpr (is_undo) {
      using Returned = typename UndoReturn<takes_success, Undo, Success>::type;
      constexpr bool tells = std::is_void_v<Returned> || std::is_same_v<Returned, UndoResult>;
      constexpr bool can_keep = !takes_success || std::copy_constructible<Success>;
      static_assert(tells, "[saga.undo_result] an undo returns nothing or Saga::UndoResult: no failed undo is lost");
      static_assert(can_keep, "[saga.undo_copy] the step's success cannot be copied: write an undo that takes nothing");
      return tells && can_keep;
    }
    return false;
  }
  template <bool TakesSuccess, class Undo, class Success>
  struct UndoReturn : std::invoke_result<Undo&, const Success&> {};
  template <class Undo, class Success>
  struct UndoReturn<false, Undo, Success> : std::invoke_result<Undo&> {};

  template <class Undo, class Success>
  void keep(Pending<Undo, Success>& pending, const Done& done, const Success& success) {
    if constexpr (Pending<Undo, Success>::kTakesSuccess) {
      try {
        pending.success.emplace(success);
      } catch (...) {
        if (auto undone = attempt([&] { return pending.run_with(success); }); !undone) {
          tell(FailedUndo{done.name, std::move(undone).error()});
        }
        throw;
      }
    }
  }

  template <class Undo>
  [[nodiscard]] static UndoResult attempt(const Undo& undo) {
    try {
      return undo();
    } catch (const std::exception& exception) {
      return std::unexpected(exception.what());
    } catch (...) {
      return std::unexpected("an exception that is not derived from std::exception");
    }
  }

  // An exception here would end the compensation, or the program if it comes out of the destructor.
  void tell(const FailedUndo& failed) const noexcept {
    if (!report_) return;
    try {
      report_(failed);
    } catch (...) {  // NOLINT(bugprone-empty-catch)
    }
  }

  std::function<void(const FailedUndo&)> report_;
  std::vector<Done> done_;
};

// What steps came to, and what was undone because of it: nothing, unless the result is a failure.
template <class Result>
struct [[nodiscard]] SagaOutcome {
  Result result;
  Compensation compensation = {};

  friend bool operator==(const SagaOutcome&, const SagaOutcome&) = default;
};

// Runs body(saga). If its result is a failure, or if it throws, what was done is undone; otherwise it is kept. So nothing can be
// forgotten: the result says which. `report` is for the undos that fail after an exception; others are in the compensation.
template <class Body>
auto undo_on_failure(Body&& body, std::function<void(const FailedUndo&)> report = {}) {
  static_assert(std::invocable<Body, Saga&>, "[saga.body] the body takes the Saga: [&](Saga& saga) -> Result { … }");
  if constexpr (std::invocable<Body, Saga&>) {
    using Result = std::invoke_result_t<Body, Saga&>;
    static_assert(FallibleSumType<Result>, "[saga.result] the body's result must say which of it are failures");
    Saga saga(std::move(report));
    SagaOutcome<Result> outcome{.result = std::forward<Body>(body)(saga)};
    if (has_failed(outcome.result)) {
      outcome.compensation = saga.compensate();
    } else {
      saga.complete();
    }
    return outcome;
  }
}

}  // namespace baton::pattern
