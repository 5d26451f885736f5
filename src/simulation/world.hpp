// World: one simulated run. Instances are started in a process that crashes and starts again on what is stored, its
// clients repeat themselves, its operators fail, answer twice or too late, its clock jumps. After a while everything
// becomes kind, and what has been started must come to its end.
//
//   Choices choices(seed);
//   const Evidence evidence = simulate(Plan{.starts = …}, medium, choices);
//
// One thread, virtual time; the same plan, medium and choices give the same run.
#pragma once

#include "simulation/choices.hpp"
#include "simulation/evidence.hpp"
#include "simulation/hostility.hpp"
#include "simulation/made_events.hpp"
#include "simulation/medium.hpp"
#include "simulation/network.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace baton::simulation {

struct Plan {
  struct Start {
    InstanceId id;
    runtime::ProgramPtr program;
    Value input;
  };

  std::vector<Start> starts;
  std::vector<runtime::ProgramPtr> deployed;            // what `run: workflow` finds
  std::vector<runtime::ProgramPtr> deployed_late = {};  // what it finds in a later process, or once the world is kind
  Respond respond;
  Respond respond_kindly;  // once nothing goes wrong any more
  Hostility hostility = kHostile;
  std::uint64_t hostile_actions = 300;
  // What clients ask for at any time.
  std::vector<core::EventBody> commands = {core::Suspend{}, core::Resume{}, core::Retry{},
                                           core::Cancel{.compensate = true}, core::Cancel{.compensate = false}};
  // The event that a client sends to a machine, a Deliver or an Offer, given a number of its own. None: nobody sends any.
  std::function<core::EventBody(std::uint64_t number)> event = {};
  // The event that a client publishes, given a number of its own; its key is set. None: a plain one.
  std::function<runtime::EventRow(std::uint64_t number, Choices& choices)> published = {};
  // Events that let every listener continue, in the end. None: nobody listens.
  std::function<std::vector<runtime::EventRow>(std::uint64_t round)> satisfying = {};
  // In place of both: an event for one who listens, with a number of its own; its key is set. nullopt: none can be made.
  std::function<std::optional<runtime::EventRow>(const Awaited& awaited, std::uint64_t number, Choices& choices)>
      event_for = {};
  std::uint64_t most_rounds = 2'000;  // in which those who still listen get events, in the end
  // Asked before each action; false cuts the run there. None: it continues.
  std::function<bool(const Evidence&)> goes_on = {};
  std::size_t calls_at_a_time = 1'000;  // that the gateway takes
  bool uses_event_log = false;          // clients publish events
  bool logs_transitions = true;         // … and lifecycle events of each transition go into the event log
  std::optional<runtime::LogRetention> retention = {};  // of the event log; none: it keeps everything
  // Does each process continue everything that is stored, or only what it is asked for?
  bool everything_moves = true;
};

[[nodiscard]] Evidence simulate(const Plan& plan, Medium& medium, Choices& choices);

}  // namespace baton::simulation
