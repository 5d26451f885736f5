// AwaitedSaga: a Saga (saga.hpp) of steps that are awaited.
//
//   auto [result, compensation] = co_await undo_on_failure_awaiting([&](AwaitedSaga& saga) -> Async<CheckoutResult> {
//     auto reserved = co_await saga.run("reserve stock", reserve | compensate(release));
//     …
//   });
//
// Operations and undos return their result, or an Async of it. Undos are awaited one after the other, newest first.
// An AwaitedSaga that is destroyed with steps to undo begins to undo them, and they continue on their own: what they refer to must
// live until then. undo_on_failure_awaiting() waits for them instead, also after an exception.
// Threading: one step at a time.
#pragma once

#include <baton/async.hpp>
#include <baton/pattern/saga.hpp>
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

class AwaitedSaga {
 public:
  using UndoResult = Saga::UndoResult;

  explicit AwaitedSaga(std::function<void(const FailedUndo&)> report) : report_(std::move(report)) {}
  AwaitedSaga(const AwaitedSaga&) = delete;
  AwaitedSaga& operator=(const AwaitedSaga&) = delete;
  ~AwaitedSaga() {
    if (done_.empty()) return;
    undo(std::move(done_), report_).start([](const std::expected<Compensation, std::exception_ptr>&) {});
  }

  // As Saga::run. The saga must live until the step has ended.
  template <class Operation, class Undo>
  Async<detail::ResultOf<Operation>> run(std::string name, CompensatedStep<Operation, Undo> step) {
    using Result = detail::ResultOf<Operation>;
    using Success = typename detail::SuccessOf<Result>::Type;
    constexpr bool takes_success = std::invocable<Undo&, const Success&>;
    constexpr bool is_undo = takes_success || std::invocable<Undo&>;
    static_assert(is_undo, "[saga.undo] an undo must take the success of its step, or nothing");
    done_.reserve(done_.size() + 1);
    std::optional<Result> result;
    if constexpr (detail::is_awaited<Operation>) {
      result.emplace(co_await detail::call(step.operation, 1));
    } else {
      result.emplace(detail::call(step.operation, 1));
    }
    if (!has_failed(*result)) {
      if constexpr (!takes_success) {
        done_.push_back(
            {std::move(name), [undo = std::make_shared<Undo>(std::move(step.undo))] { return told(*undo); }});
      } else if constexpr (std::is_same_v<Success, Result>) {
        remember(std::move(name), std::move(step.undo), *result);
      } else {
        remember(std::move(name), std::move(step.undo), **result);
      }
    }
    co_return *std::move(result);
  }

  // Undoes the completed steps, newest first, each once.
  Async<Compensation> compensate() { return undo(std::exchange(done_, {}), report_); }

  // Keeps what was done: nothing will be undone.
  void complete() noexcept { done_.clear(); }

 private:
  using Report = std::function<void(const FailedUndo&)>;
  struct Done {
    std::string name;
    std::function<Async<UndoResult>()> undo;
  };
  template <class Undo, class Success>
  void remember(std::string name, Undo undo, const Success& success) {
    struct Pending {
      Undo undo;
      Success success;
    };
    const auto pending = std::make_shared<Pending>(std::move(undo), success);
    done_.push_back({std::move(name), [pending] {
                       const auto with_success = [pending] { return pending->undo(pending->success); };
                       return told(with_success);
                     }});
  }

  // `call` is copied into the coroutine, which outlives its caller's.
  template <class Call>
  static Async<UndoResult> told(Call call) {
    using Returned = std::invoke_result_t<Call&>;
    using Told = typename detail::Awaited<Returned>::Type;
    constexpr bool tells = std::is_void_v<Told> || std::is_same_v<Told, UndoResult>;
    static_assert(tells, "[saga.undo_result] an undo returns nothing or Saga::UndoResult, or an Async of it");
    if constexpr (detail::Awaited<Returned>::is_awaited) {
      if constexpr (std::is_void_v<Told>) {
        co_await call();
        co_return UndoResult();
      } else {
        co_return co_await call();
      }
    } else if constexpr (std::is_void_v<Told>) {
      call();
      co_return UndoResult();
    } else {
      co_return call();
    }
  }

  static Async<UndoResult> attempt(std::function<Async<UndoResult>()> undo) {
    try {
      co_return co_await undo();
    } catch (const std::exception& exception) {
      co_return std::unexpected(std::string(exception.what()));
    } catch (...) {
      co_return std::unexpected(std::string("an exception that is not derived from std::exception"));
    }
  }

  static Async<Compensation> undo(std::vector<Done> done, Report report) {
    Compensation compensation;
    while (!done.empty()) {
      Done step = std::move(done.back());
      done.pop_back();
      UndoResult undone = co_await attempt(std::move(step.undo));
      if (undone) {
        compensation.undone.push_back(std::move(step.name));
      } else {
        tell(report, compensation.failed.emplace_back(std::move(step.name), std::move(undone).error()));
      }
    }
    co_return compensation;
  }
  // As in Saga: an exception here would end the compensation.
  static void tell(const Report& report, const FailedUndo& failed) noexcept {
    if (!report) return;
    try {
      report(failed);
    } catch (...) {  // NOLINT(bugprone-empty-catch)
    }
  }

  Report report_;
  std::vector<Done> done_;
};

// As undo_on_failure(), for a body that is awaited. It is kept by the coroutine; what it refers to must live until its end.
template <class Body>
auto undo_on_failure_awaiting(Body body, std::function<void(const FailedUndo&)> report = {})
    -> Async<SagaOutcome<typename detail::Awaited<std::invoke_result_t<Body&, AwaitedSaga&>>::Type>> {
  using Result = typename detail::Awaited<std::invoke_result_t<Body&, AwaitedSaga&>>::Type;
  static_assert(FallibleSumType<Result>, "[saga.result] the body's result must say which of it are failures");
  AwaitedSaga saga(std::move(report));
  std::exception_ptr exception;
  std::optional<Result> result;
  try {
    result.emplace(co_await body(saga));
  } catch (...) {
    exception = std::current_exception();
  }
  Compensation compensation;
  if (!result || has_failed(*result)) {
    compensation = co_await saga.compensate();
  } else {
    saga.complete();
  }
  if (exception) std::rethrow_exception(exception);
  co_return SagaOutcome<Result>{*std::move(result), std::move(compensation)};
}

}  // namespace baton::pattern
