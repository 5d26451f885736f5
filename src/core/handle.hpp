// The core: what an event means. PURE, deterministic, without a clock, randomness, I/O or global state.
//
//   Decision decision = handle(program, instance, event);
//   // save decision.next, decision.record and the timers in one commit; after it, execute decision.intents
#pragma once

#include "core/event.hpp"
#include "core/history.hpp"
#include "core/instance.hpp"
#include "core/intent.hpp"
#include "core/program.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace baton::core {

struct Decision {
  Instance next;
  std::vector<Intent> intents;  // in the order decided
  HistoryRecord record;
  std::uint64_t steps = 0;  // of expressions: what it cost

  friend bool operator==(const Decision&, const Decision&) = default;
};

// Advances the instance until it must wait for the world, but by at most kMaxTasksPerTransition tasks,
// kMaxBytesPerTransition of new data or kMaxStepsPerTransition of expressions; past those it yields. Every event is accepted in every state: one that does not
// apply (an answer nobody waits for, a command to an ended instance) is recorded and changes nothing else.
[[nodiscard]] Decision handle(const Program& program, Instance&& instance, Event&& event);
[[nodiscard]] inline Decision handle(const Program& program, const Instance& instance, const Event& event) {
  return handle(program, Instance(instance), Event(event));
}

// Why an instance has not done what the event asks: a start, of which nothing is to be saved then; an event from outside, which
// has changed nothing; a resume, after which it is suspended again. nullptr: it has been done.
[[nodiscard]] const Problem* refused(const Decision& decision);

// Did the transition that led to this revision make the key? Otherwise it is an earlier one's.
[[nodiscard]] bool is_new_key(const IntentKey& key, std::string_view run_id, Revision revision);

// Has the timer fired while the instance was suspended, and is kept for the resume? It need not fire again.
[[nodiscard]] bool holds_timer(const Instance& instance, TimerId timer);

// Would the command do anything? The reason if not, for people ("it has already completed").
[[nodiscard]] std::optional<std::string> refusal(const Instance& instance, const EventBody& command);

}  // namespace baton::core
