// The state of one evaluation: its budget, and the error or the break that is on its way out.
//
// Anything that goes wrong is recorded here and the code that noticed returns at once with a meaningless result; every
// caller checks stopped() before it uses one. The first cause wins.
#pragma once

#include "jq/code.hpp"
#include "jq/jq.hpp"

#include "value/measure.hpp"

#include <bit>

namespace baton::jq {

class Execution {
 public:
  enum class Cause {
    None,
    Error,      // catchable
    Exhausted,  // the budget; nothing catches it
    Break,      // on its way to `target`
  };

  explicit Execution(const Arguments& arguments)
      : arguments_(arguments), budget_(arguments.budget), steps_(arguments.steps_before) {}

  [[nodiscard]] const Arguments& arguments() const { return arguments_; }

  [[nodiscard]] bool stopped() const { return cause_ != Cause::None; }
  [[nodiscard]] Cause cause() const { return cause_; }

  // Each returns null, so that a caller can return it in turn.
  Value fail(std::string_view message);
  Value fail_with(Value value);
  void break_to(const void* target);

  // Takes a catchable error back and says what it carried.
  Value recover();
  // Takes a break back if it was meant for this target.
  bool arrive(const void* target);

  // Where the next failure happens.
  void at(const Node& node) { offset_ = node.offset; }

  // False, with the evaluation stopped, if that goes beyond the budget.
  bool charge_steps(std::uint64_t count) {
    steps_ += count;
    return (steps_ <= budget_.steps) || exhaust("steps", budget_.steps);
  }
  // New memory takes time too: about one step for each 48 bytes.
  bool charge_bytes(std::uint64_t count) {
    bytes_ = bytes_ > UINT64_MAX - count ? UINT64_MAX : bytes_ + count;
    return ((bytes_ <= budget_.bytes) || exhaust("bytes", budget_.bytes)) && charge_steps(count / 48);
  }
  // For sorting this many items, each of which takes a few comparisons.
  bool charge_sorting(std::size_t count) { return charge_steps(count * std::bit_width(count) / 2); }
  // For work that is linear in a value: about one step for each 64 bytes.
  bool charge_walk(const Value& value) { return charge_steps(1 + measure(value).bytes / 64); }

  // All digits of a number are read whenever it takes part in something.
  bool charge_digits(const Value& value) {
    return !value.is_number() || value.identity() == nullptr || charge_steps(value.number_text().size() / 64);
  }

  // For looking at each byte of a text: about one step for each 32.
  bool charge_scan(const Value& text) { return charge_steps(1 + measure(text).bytes / 32); }

  // A number that may be NaN or infinite: these exist in an evaluation only.
  Value number(double real) {
    if (real - real == 0) return Value::number(real);
    has_non_finite_ = true;
    return number_of_any_kind(real);
  }
  // A JSON text, in which NaN and Infinity may be.
  std::expected<Value, JsonError> parsed(std::string_view text) {
    const bool may_hold_one = text.find_first_of("NIi") != text.npos || text.find("nan") != text.npos;
    has_non_finite_ = has_non_finite_ || may_hold_one;
    return may_hold_one ? parse_json_of_any_number(text) : parse_json(text);
  }
  // Has there been one, so that comparing and writing out must reckon with it?
  [[nodiscard]] bool has_non_finite() const { return has_non_finite_; }
  // What others may see of a value.
  [[nodiscard]] Value outside(Value value) const { return has_non_finite_ ? finite(value) : value; }

  // Gives a freshly built value back, or stops if as a tree it is larger or deeper than the budget.
  Value built(Value value);

  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  bool enter() { return ++depth_ <= budget_.depth || exhaust("nested evaluations", budget_.depth); }
  void leave() { --depth_; }

  // Always false. `what` went beyond a limit of its own.
  bool exhaust(std::string_view what, std::uint64_t limit);

  bool count_result() { return ++results_ <= budget_.results || exhaust("results", budget_.results); }

  [[nodiscard]] EvaluationError error() const;

 private:
  const Arguments& arguments_;
  Budget budget_;
  std::uint64_t steps_;
  std::uint64_t bytes_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t results_ = 0;
  std::uint32_t offset_ = 0;
  bool has_non_finite_ = false;
  Cause cause_ = Cause::None;
  Value raised_;
  const void* target_ = nullptr;
};

// One level of recursion; ok() is false beyond the budget.
class Deeper {
 public:
  explicit Deeper(Execution& execution) : execution_(execution), ok_(execution.enter()) {}
  ~Deeper() { execution_.leave(); }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  Execution& execution_;
  bool ok_;
};

}  // namespace baton::jq
