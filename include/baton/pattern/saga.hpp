// Saga: steps that are undone, newest first, when one of them fails.
//
//   Saga saga(report);                                              // hears of every undo that fails
//   auto reserved = saga.run("reserve stock", [&] { return stock.reserve(items); } | compensate(release));
//   if (has_failed(reserved)) return …;                             // leaving the scope undoes what was done
//   auto charged = saga.run("charge", …);
//   if (has_failed(charged)) return …;
//   saga.complete();                                                // all of it stands
//
// Only what has completed is undone. A step that throws is one of which nobody knows whether it happened: it is not undone
// here, so let a step whose effect could be in doubt say so by its result, and undo it by its key.
// In memory: it does not survive the process. A workflow of the engine does (`metadata.compensate`).
#pragma once

#include <baton/pattern/strategies.hpp>

#include <concepts>
#include <exception>
#include <expected>
#include <functional>
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
  std::vector<std::string> undone;  // steps, in the order in which they were undone: newest first
  std::vector<FailedUndo> failed;   // likewise; a failed undo does not stop the others

  friend bool operator==(const Compensation&, const Compensation&) = default;
};

class Saga {
 public:
  using UndoResult = std::expected<void, std::string>;  // the error says why, for people

  // `report` is called for every undo that fails, also when the saga goes out of scope. It must not throw.
  explicit Saga(std::function<void(const FailedUndo&)> report) : report_(std::move(report)) {}
  Saga(const Saga&) = delete;
  Saga& operator=(const Saga&) = delete;
  // Undoes what stands, unless complete() was called.
  ~Saga() { static_cast<void>(compensate()); }

  // Runs the step and returns its result. If that is no failure, its undo is remembered. The undo takes what the step
  // succeeded with (of a std::expected its value, of a std::variant the variant), or nothing; it returns UndoResult or
  // nothing.
  template <class Operation, class Undo>
  auto run(std::string name, CompensatedStep<Operation, Undo> step) {
    auto result = detail::call(step.operation, 1);
    if (!has_failed(result)) {
      done_.push_back(Done{std::move(name), [undo = std::move(step.undo), success = success_of(result)]() mutable {
                             return undo_result(undo, success);
                           }});
    }
    return result;
  }

  // Undoes what has completed, newest first, each once.
  Compensation compensate() {
    Compensation compensation;
    while (!done_.empty()) {
      Done step = std::move(done_.back());
      done_.pop_back();
      UndoResult undone = attempt(step);
      if (undone) {
        compensation.undone.push_back(std::move(step.name));
      } else {
        report_(compensation.failed.emplace_back(std::move(step.name), std::move(undone).error()));
      }
    }
    return compensation;
  }

  // All that was done stands.
  void complete() noexcept { done_.clear(); }

 private:
  struct Done {
    std::string name;
    std::function<UndoResult()> undo;
  };

  template <class T, class E>
  [[nodiscard]] static T success_of(const std::expected<T, E>& result) {
    return *result;
  }
  template <class... Alternatives>
  [[nodiscard]] static std::variant<Alternatives...> success_of(const std::variant<Alternatives...>& result) {
    return result;
  }

  template <class Undo, class Success>
  [[nodiscard]] static UndoResult undo_result(Undo& undo, const Success& success) {
    constexpr bool takes_success = std::invocable<Undo&, const Success&>;
    static_assert(takes_success || std::invocable<Undo&>,
                  "[saga.undo] an undo takes what the step succeeded with, or nothing");
    const auto call = [&]() -> decltype(auto) {
      if constexpr (takes_success) {
        return undo(success);
      } else {
        return undo();
      }
    };
    using Returned = std::invoke_result_t<decltype(call)>;
    static_assert(std::is_void_v<Returned> || std::is_same_v<Returned, UndoResult>,
                  "[saga.undo_result] an undo returns nothing or Saga::UndoResult, so that no failed undo is lost");
    if constexpr (std::is_void_v<Returned>) {
      call();
      return {};
    } else {
      return call();
    }
  }

  [[nodiscard]] static UndoResult attempt(Done& step) {
    try {
      return step.undo();
    } catch (const std::exception& exception) {
      return std::unexpected(exception.what());
    } catch (...) {
      return std::unexpected("an exception that is no std::exception");
    }
  }

  std::function<void(const FailedUndo&)> report_;
  std::vector<Done> done_;
};

}  // namespace baton::pattern
