// What the engine's own machines (schedules, webhooks) read from the outcome of a call.
#pragma once

#include <baton/call_outcome.hpp>
#include <baton/json.hpp>

#include <expected>
#include <string>
#include <variant>

namespace baton::engine {

// Why the call has not succeeded; empty if it has, and only then.
[[nodiscard]] std::string reason_in(const CallOutcome& outcome);

// What the call has answered, or why it has not.
template <class Answer>
[[nodiscard]] std::expected<Answer, std::string> answer_in(const CallOutcome& outcome) {
  const auto* success = std::get_if<CallSucceeded>(&outcome);
  if (success == nullptr) return std::unexpected(reason_in(outcome));
  return from_value<Answer>(success->output);
}

}  // namespace baton::engine
