// What an instance waits for reaches it once: no answer, acknowledgement or turn is taken twice, no timer fires twice.
#include "simulation/checkers/checkers.hpp"

#include "base/overloaded.hpp"

#include <set>

namespace baton::tests {
namespace {

// What the event is, so that another one like it would be the same one again; empty: it may come any number of times.
std::string identity_of(const core::EventBody& event) {
  return std::visit(
      overloaded{[](const core::Start&) { return std::string("start"); },
                 [](const core::Answer& answer) {
                   return "answer " + answer.key.value + " attempt " + std::to_string(answer.attempt);
                 },
                 [](const core::Acknowledged& acknowledged) { return "acknowledged " + acknowledged.key.value; },
                 [](const core::TimerFired& fired) {
                   return "timer " + std::to_string(static_cast<std::uint32_t>(fired.timer));
                 },
                 [](const core::Continue& turn) { return "continue " + turn.key.value; },
                 [](const auto&) { return std::string(); }},
      event);
}

// An unknown outcome lets the same key be asked again, and then answered again.
bool settles(const core::EventBody& event) {
  const auto* answer = std::get_if<core::Answer>(&event);
  return answer == nullptr || !leaves_unknown(*answer);
}

}  // namespace

void check_answers(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) {
    std::set<std::string> taken;
    std::set<std::string> held;  // while suspended; whether it still applies shows at the end of that
    bool suspended = false;
    for (const core::HistoryRecord& record : found.history) {
      if (ends_suspension(record.event.body)) {
        suspended = false;
        held.clear();
      }
      if (is_ignored(record)) continue;
      if (suspends(record)) suspended = true;
      const std::string identity = identity_of(record.event.body);
      if (identity.empty() || !settles(record.event.body)) continue;
      if ((suspended ? held : taken).insert(identity).second) continue;
      violations.push_back("answers: " + id + " took '" + identity + "' twice");
    }
  }
}

}  // namespace baton::tests
