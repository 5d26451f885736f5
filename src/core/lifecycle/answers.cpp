#include "core/lifecycle/events.hpp"

#include <utility>

namespace baton::core {

bool decides(const Answer& answer, const Pending& awaited) {
  return answer.attempt == awaited.attempt || std::holds_alternative<Succeeded>(answer.outcome);
}

// That an attempt has failed does not mean that the call has not happened while an earlier one may have its effect yet: it may
// have been refused for that very reason.
Outcome outcome_of(const Answer& answer) {
  const auto* failure = std::get_if<Failed>(&answer.outcome);
  return failure != nullptr && answer.overtakes ? Outcome(OutcomeUnknown{failure->problem}) : answer.outcome;
}

void refuse_offer(Transition& transition, const Offer& offer) {
  Problem why = make_problem(ProblemKind::Validation, "nothing in the instance listens for this event now");
  why.instance = "/";
  transition.record(Change{.kind = ChangeKind::EventRefused, .problem = std::move(why), .output = offer.event});
}

}  // namespace baton::core
