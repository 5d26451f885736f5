#include "core/policy.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

// A moment between the two that the jitter names, which are as far from this one.
std::expected<Timestamp, Problem> with_jitter(Timestamp due, const RetryPolicy& policy, std::uint64_t random,
                                              const Value& input, const Bindings& bindings) {
  if (!policy.jitter) return due;
  const auto from = evaluate(policy.jitter->from, input, bindings);
  if (!from) return std::unexpected(from.error());
  const auto to = evaluate(policy.jitter->to, input, bindings);
  if (!to) return std::unexpected(to.error());
  const Timestamp earliest = due + *from;
  const Timestamp latest = std::max(earliest, due + *to);
  const auto width = static_cast<std::uint64_t>((latest - earliest).count()) + 1;
  return earliest + Duration(static_cast<std::int64_t>(random % width));
}

// Whoever has reported the error knows that another attempt is of no use.
bool is_final(const Value& error) {
  const Value* const final = error.find("final");
  return final != nullptr && final->is_boolean() && final->as_boolean();
}

// retry.when and retry.exceptWhen.
std::expected<bool, Problem> is_wanted(const RetryPolicy& policy, const Value& error, const Bindings& bindings) {
  if (is_final(error)) return false;
  if (policy.when) {
    const auto holds = evaluate_condition(*policy.when, error, bindings);
    if (!holds || !*holds) return holds;
  }
  if (!policy.except_when) return true;
  const auto holds = evaluate_condition(*policy.except_when, error, bindings);
  if (!holds) return holds;
  return !*holds;
}

}  // namespace

CalendarDuration backed_off(const CalendarDuration& delay, RetryPolicy::Backoff backoff, std::uint32_t attempt) {
  switch (backoff) {
    case RetryPolicy::Backoff::Constant:
      return delay;
    case RetryPolicy::Backoff::Linear:
      return times(delay, attempt);
    case RetryPolicy::Backoff::Exponential:
      return times(delay, std::int64_t{1} << std::min<std::uint32_t>(attempt - 1, 40));
  }
  std::unreachable();
}

std::expected<std::optional<Timestamp>, Problem> next_attempt_at(const RetryPolicy& policy,
                                                                 const RetryProgress& progress, const Value& input,
                                                                 const Bindings& bindings) {
  if (policy.max_retries && progress.attempt > *policy.max_retries) return std::nullopt;
  const auto wanted = is_wanted(policy, progress.error, bindings);
  if (!wanted) return std::unexpected(wanted.error());
  if (!*wanted) return std::nullopt;

  const auto delay = evaluate(policy.delay, input, bindings);
  if (!delay) return std::unexpected(delay.error());
  const Timestamp first = progress.now + backed_off(*delay, policy.backoff, progress.attempt);
  const auto due = with_jitter(first, policy, progress.random, input, bindings);
  if (!due) return std::unexpected(due.error());
  if (policy.total_duration) {
    const auto total = evaluate(*policy.total_duration, input, bindings);
    if (!total) return std::unexpected(total.error());
    if (*due > progress.first_attempt_at + *total) return std::nullopt;
  }
  return *due;
}

bool matches(const ErrorFilter& filter, const Problem& problem) {
  return (!filter.type || same_problem_type(*filter.type, problem.type)) &&
         (!filter.status || *filter.status == problem.status) && (!filter.title || *filter.title == problem.title) &&
         (!filter.detail || *filter.detail == problem.detail) &&
         (!filter.instance || *filter.instance == problem.instance);
}

}  // namespace baton::core
