// Policies as pure functions: when to try again (DSL reference: "Retry"), which errors a filter matches ("Catch").
#pragma once

#include "core/program.hpp"

#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>

namespace baton::core {

struct RetryProgress {
  std::uint32_t attempt = 1;  // the one that has just failed, from 1
  Timestamp first_attempt_at;
  Timestamp now;
  std::uint64_t random = 0;
  Value error = {};  // why it has failed: what `when` and `exceptWhen` see as `.`
};

// How long the policy waits after this attempt, from 1, when its delay is `delay`.
[[nodiscard]] CalendarDuration backed_off(const CalendarDuration& delay, RetryPolicy::Backoff backoff,
                                          std::uint32_t attempt);

// The time at which to begin the next attempt; nullopt if there is to be none.
[[nodiscard]] std::expected<std::optional<Timestamp>, Problem> next_attempt_at(const RetryPolicy& policy,
                                                                               const RetryProgress& progress,
                                                                               const Value& input,
                                                                               const Bindings& bindings);

[[nodiscard]] bool matches(const ErrorFilter& filter, const Problem& problem);

}  // namespace baton::core
