#include "webhooks/letter.hpp"

#include "base/overloaded.hpp"

#include <utility>

namespace baton::webhooks {

DeadLetter::Decision DeadLetter::handle(const State& state, const Event& event) {
  const auto* kept = std::get_if<Kept>(&state);
  if (kept == nullptr) return {.next = state};
  const auto gone = [&](bool sent) {
    return Decision{.next = Gone{.webhook = kept->letter.webhook, .position = kept->letter.position, .sent = sent}};
  };
  return std::visit(overloaded{[&](const Resend& resend) -> Decision {
                                 if (kept->sending) return {.next = state};
                                 Kept next = *kept;
                                 next.sending = true;
                                 return {.next = std::move(next),
                                         .intents = {Send{.setup = resend.setup, .event = kept->letter.event}}};
                               },
                               [&](const Discard&) { return gone(false); },
                               [&](const Resent& resent) -> Decision {
                                 if (resent.problem.empty()) return gone(true);
                                 Kept next = *kept;
                                 next.sending = false;
                                 ++next.letter.attempts;
                                 next.letter.why = resent.problem;
                                 return {.next = std::move(next)};
                               }},
                    event);
}

std::expected<DeadLetter::Decision, Problem> start_letter(const Value& input) {
  auto letter = from_value<Letter>(input);
  if (!letter) return std::unexpected(make_problem(ProblemKind::Validation, letter.error()));
  return DeadLetter::Decision{.next = Kept{.letter = *std::move(letter)}};
}

MachineRequest send_request(const Setup& setup, const Value& event) {
  return MachineCall{.function = kSend, .arguments = Value::object({{"setup", to_value(setup)}, {"event", event}})};
}

}  // namespace baton::webhooks
