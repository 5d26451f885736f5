// Mocks: what stands in for the operators of a workflow that is tried out. Each says what a call may give, how it may
// fail, and whether it changes anything.
#pragma once

#include "simulation/choices.hpp"

#include "core/intent.hpp"
#include "core/program.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace baton::simulation {

// Which calls: those of one operator's method, or those of http, perhaps only with this method and to endpoints like this.
struct CallPattern {
  std::string function;                      // "payment.charge" or "http"
  std::optional<std::string> method = {};    // upper case
  std::optional<std::string> endpoint = {};  // `*` stands for any text

  friend bool operator==(const CallPattern&, const CallPattern&) = default;
};

// How a call fails of which nothing else is said: with a 503 communication error.
[[nodiscard]] Problem default_failure();

struct Mock {
  CallPattern calls;
  std::vector<Value> results = {Value()};               // at least one
  std::vector<Problem> failures = {default_failure()};  // none: it never fails
  std::optional<bool> effect = {};                      // none: yes, but for http's GET, HEAD and OPTIONS
};

class Mocks {
 public:
  explicit Mocks(std::vector<Mock> mocks);

  [[nodiscard]] Value result_of(const core::Program& program, const core::Call& call, Choices& choices) const;
  // One of its failures; none: it never fails.
  [[nodiscard]] std::optional<Problem> failure_of(const core::Program& program, const core::Call& call,
                                                  Choices& choices) const;
  [[nodiscard]] bool has_effect(const core::Program& program, const core::Call& call) const;

 private:
  [[nodiscard]] const Mock* find(const core::Program& program, const core::Call& call) const;

  std::vector<Mock> mocks_;  // those that ask for more come first
};

[[nodiscard]] bool matches(const CallPattern& pattern, const core::Program& program, const core::Call& call);
// May the pattern match a call of this task, as far as the document says what that will be?
[[nodiscard]] bool may_match(const CallPattern& pattern, const core::Program& program, core::TaskId call);
// `*` stands for any text.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace baton::simulation
