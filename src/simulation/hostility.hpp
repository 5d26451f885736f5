// How hostile a simulated world is: each mishap strikes once in so many chances it gets; 0: never.
#pragma once

#include <cstdint>

namespace baton::simulation {

struct Hostility {
  // The process.
  std::uint64_t crash = 0;       // between two actions of the loop
  std::uint64_t crash_deep = 0;  // inside one: before or after a call of the store, a call sent out, an announcement
  std::uint64_t pause = 0;       // it gets no processor for a while
  std::uint64_t clock_jump = 0;  // its clock is set forward or back

  // The store.
  std::uint64_t commit_fails = 0;           // nothing was written
  std::uint64_t commit_unacknowledged = 0;  // written, but the answer does not say so
  std::uint64_t commit_lost = 0;            // nothing was written, and the answer does not say so
  std::uint64_t commit_stalls = 0;          // takes seconds
  std::uint64_t commit_overlaps = 0;        // continues while the loop does other things
  std::uint64_t read_fails = 0;
  std::uint64_t read_overlaps = 0;  // its answer comes while the loop does other things, after that of a later one

  // Messages between instances.
  std::uint64_t message_lost = 0;
  std::uint64_t message_late = 0;
  std::uint64_t message_twice = 0;  // the second one comes at any later time

  // Operators and the way to them.
  std::uint64_t call_lost = 0;        // not done; the outcome is unknown to the caller
  std::uint64_t call_not_made = 0;    // not even sent: refused on this side
  std::uint64_t answer_lost = 0;      // done; the outcome is unknown to the caller
  std::uint64_t answer_twice = 0;     // the second one comes at any later time
  std::uint64_t call_busy = 0;        // refused, while another call under the same key is under way
  std::uint64_t call_left = 0;        // under way still when the process that made it has crashed
  std::uint64_t withdrawal_late = 0;  // of a call: everything goes its way all the same
  std::uint64_t withdrawal_aborts =
      0;                            // a call that is under way; it stays so, and the outcome is unknown to the caller
  std::uint64_t answer_strays = 0;  // comes after the process that asked has crashed, to the next one

  // Clients.
  std::uint64_t start_repeated = 0;    // because the reply was lost
  std::uint64_t event_repeated = 0;    // because its reply was lost
  std::uint64_t publish = 0;           // a client publishes an event
  std::uint64_t publish_repeated = 0;  // because its reply was lost
  std::uint64_t command = 0;           // cancel, suspend, resume or retry, of any instance at any time
};

// Nothing goes wrong.
inline constexpr Hostility kKind{};

// Everything goes wrong now and then.
inline constexpr Hostility kHostile{.crash = 60,
                                    .crash_deep = 200,
                                    .pause = 25,
                                    .clock_jump = 150,
                                    .commit_fails = 25,
                                    .commit_unacknowledged = 25,
                                    .commit_lost = 25,
                                    .commit_stalls = 40,
                                    .commit_overlaps = 3,
                                    .read_fails = 60,
                                    .read_overlaps = 4,
                                    .message_lost = 15,
                                    .message_late = 4,
                                    .message_twice = 8,
                                    .call_lost = 10,
                                    .call_not_made = 40,
                                    .answer_lost = 10,
                                    .answer_twice = 12,
                                    .call_busy = 1,
                                    .call_left = 2,
                                    .withdrawal_late = 3,
                                    .withdrawal_aborts = 3,
                                    .answer_strays = 3,
                                    .start_repeated = 6,
                                    .event_repeated = 3,
                                    .publish = 12,
                                    .publish_repeated = 4,
                                    .command = 60};

}  // namespace baton::simulation
