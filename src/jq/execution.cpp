#include "jq/execution.hpp"

#include <utility>

namespace baton::jq {

Value Execution::fail(std::string_view message) {
  return fail_with(Value::string(message));
}

Value Execution::fail_with(Value value) {
  constexpr std::uint64_t kStepsOfAFailure = 2;  // for its message
  if (cause_ == Cause::None && charge_steps(kStepsOfAFailure)) {
    cause_ = Cause::Error;
    raised_ = std::move(value);
  }
  return {};
}

void Execution::break_to(const void* target) {
  if (cause_ != Cause::None) return;
  cause_ = Cause::Break;
  target_ = target;
}

Value Execution::recover() {
  cause_ = Cause::None;
  return std::exchange(raised_, Value());
}

bool Execution::arrive(const void* target) {
  if (cause_ != Cause::Break || target_ != target) return false;
  cause_ = Cause::None;
  return true;
}

Value Execution::built(Value value) {
  const Measure size = measure(value);
  if (size.bytes > budget_.bytes) exhaust("bytes", budget_.bytes);
  if (size.depth > budget_.depth) exhaust("nested arrays and objects", budget_.depth);
  return value;
}

bool Execution::exhaust(std::string_view what, std::uint64_t limit) {
  if (cause_ != Cause::Exhausted) {
    cause_ = Cause::Exhausted;
    raised_ = Value::string("the expression exceeded its limit of " + std::to_string(limit) + " " + std::string(what) +
                            "; split the work over several tasks, or call an operator that does it");
  }
  return false;
}

EvaluationError Execution::error() const {
  const Value raised = outside(raised_);
  const std::string message =
      raised.is_string() ? std::string(raised.as_string()) : "(not a string): " + to_json(raised);
  return {message + " (at offset " + std::to_string(offset_) + ")", raised};
}

}  // namespace baton::jq
