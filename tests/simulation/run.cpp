#include "simulation/run.hpp"

#include "adapters/memory/memory_store.hpp"
#include "dsl/dsl.hpp"
#include "runtime/event_rows.hpp"
#include "simulation/disk/sqlite_medium.hpp"
#include "simulation/foreman.hpp"
#include "simulation/machine.hpp"
#include "simulation/moody.hpp"
#include "simulation/reference/reference.hpp"
#include "simulation/world.hpp"
#include "support/document_generator.hpp"

#include <memory>
#include <utility>

namespace baton::tests {
namespace {

using simulation::Choices;
using simulation::Hostility;

runtime::ProgramPtr compile(const Value& document) {
  return dsl::compile(document).value().program;
}

core::Outcome succeed(const runtime::CallRequest& request, Choices&) {
  const Value result = operator_result(request.call.function, request.call.arguments);
  return core::Succeeded{result.with(kEffect, Value::string(request.key.value))};
}

core::Outcome sometimes_refuse(const runtime::CallRequest& request, Choices& choices) {
  if (!choices.one_in(7)) return succeed(request, choices);
  Problem problem = choices.one_in(2) ? make_problem(ProblemKind::Communication, 503, "busy")
                                      : make_problem(ProblemKind::Runtime, 500, "refused");
  if (choices.one_in(4)) problem.extensions = Value::object({{"final", Value::boolean(true)}});
  return core::Failed{std::move(problem)};
}

runtime::EventRow published_event(std::uint64_t number, std::size_t type, std::size_t subject) {
  return runtime::event_row({.id = std::to_string(number),
                             .source = "/world",
                             .type = std::string(kEventTypes.at(type)),
                             .subject = std::string(kEventSubjects.at(subject)),
                             .data = Value::object({{"n", Value::number(static_cast<std::int64_t>(number % 9))}})});
}

// One of each kind.
std::vector<runtime::EventRow> every_event(std::uint64_t round) {
  std::vector<runtime::EventRow> all;
  constexpr std::uint64_t kBehindAllOthers = 1'000'000;
  for (std::size_t type = 0; type < kEventTypes.size(); ++type) {
    for (std::size_t subject = 0; subject < kEventSubjects.size(); ++subject) {
      all.push_back(published_event(kBehindAllOthers + 10 * round + all.size(), type, subject));
    }
  }
  return all;
}

// A run on the SQLite store takes about ten times as long as one in memory.
constexpr std::uint64_t kRunsForOneOnDisk = 20;

simulation::DiskFaults draw_disk_faults(Choices& choices) {
  if (choices.below(2) == 0) return {};
  return {.open = 60,
          .read = 400,
          .write = 400,
          .full = 400,
          .sync = 20,
          .truncate = 10,
          .remove = 10,
          .shared_memory = 30};
}

// Few events, so that many are dropped; but of any age, since the clock jumps.
runtime::LogRetention draw_retention(Choices& choices) {
  constexpr Duration kForEver = std::chrono::years{1'000};
  return {.age = kForEver,
          .events = choices.below(12),
          .key_age = kForEver,
          .held_age = kForEver,
          .held_events = choices.below(60)};
}

Hostility draw_hostility(Choices& choices, bool is_faithful) {
  Hostility hostility = simulation::kHostile;
  if (is_faithful) hostility.call_lost = hostility.call_not_made = hostility.answer_lost = hostility.command = 0;
  switch (choices.below(4)) {
    case 0:
      break;
    case 1:  // many instances get far between two crashes
      hostility.crash = 400;
      hostility.crash_deep = 2'000;
      if (!is_faithful) hostility.command = 15;
      break;
    case 2:  // the process hardly lives
      hostility.crash = 12;
      hostility.crash_deep = 60;
      break;
    default:  // only operators and clients are difficult
      hostility.crash = hostility.crash_deep = hostility.commit_fails = hostility.commit_lost = 0;
      hostility.commit_unacknowledged = hostility.read_fails = 0;
      if (!is_faithful) {
        hostility.call_lost = hostility.answer_lost = 4;
        hostility.command = hostility.pause = 8;
      }
  }
  return hostility;
}

}  // namespace

Value operator_result(std::string_view function, const Value& arguments) {
  std::uint32_t hash = 2'166'136'261;  // FNV-1a
  for (const char byte : to_json(without_effects(arguments)))
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16'777'619;
  return Value::object({{"did", Value::string(function)}, {"given", Value::number(std::int64_t{hash % 1'000'000})}});
}

Run run(Choices& choices) {
  Run run;
  run.is_faithful = choices.one_in(3);
  const DocumentOptions options = run.is_faithful ? kDeterministicOutcome : DocumentOptions{};
  run.uses_event_log = choices.one_in(2);
  DocumentOptions own_options = options;
  own_options.late_children = true;
  own_options.events = run.uses_event_log && !run.is_faithful;  // the reference knows no events
  DocumentOptions child_options = own_options;
  child_options.children = !run.is_faithful;  // the reference knows one level
  child_options.name = "child";
  child_options.child = "descendant";
  DocumentOptions grandchild_options = own_options;
  grandchild_options.late_children = false;
  grandchild_options.children = false;
  grandchild_options.name = "descendant";  // tasks are named after the first letter, and no two of a family alike
  run.document = random_document(choices, own_options);
  run.child = random_document(choices, child_options);
  const Value grandchild = random_document(choices, grandchild_options);

  simulation::Plan plan{.starts = {},
                        .deployed = {compile(run.child), compile(grandchild)},
                        .deployed_late = {compile(late_document())},
                        .respond = run.is_faithful ? succeed : sometimes_refuse,
                        .respond_kindly = succeed,
                        .hostility = draw_hostility(choices, run.is_faithful),
                        .hostile_actions = 50 + choices.below(400),
                        .everything_moves = !choices.one_in(3)};
  run.keeps_time = choices.one_in(2);
  if (run.keeps_time) plan.hostility.clock_jump = 0;
  const runtime::ProgramPtr program = compile(run.document);
  const std::uint64_t count = 1 + choices.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    plan.starts.push_back({.id = InstanceId{"i" + std::to_string(i)},
                           .program = program,
                           .input = Value::number(static_cast<std::int64_t>(i))});
  }
  for (const simulation::Plan::Start& start : plan.starts) run.started.push_back(start.id.value);
  const bool are_moody = !run.is_faithful && choices.one_in(2);
  const auto mood = [&choices] { return choices.one_in(8); };
  const auto machine = [&](const runtime::ProgramPtr& each) { return are_moody ? moody(each, mood) : each; };
  const runtime::ProgramPtr ladder = machine(ladder_program());
  const runtime::ProgramPtr foreman = machine(foreman_program());
  const std::uint64_t foremen = choices.below(3);
  for (std::uint64_t i = 0; i < foremen; ++i) {
    run.foremen.push_back("f" + std::to_string(i));
    plan.starts.push_back({.id = InstanceId{run.foremen.back()},
                           .program = foreman,
                           .input = foreman_input(run.foremen.back(), "child", choices.below(6))});
  }
  const std::uint64_t machines = choices.below(3);
  for (std::uint64_t i = 0; i < machines; ++i) {
    run.machines.push_back("m" + std::to_string(i));
    plan.starts.push_back(
        {.id = InstanceId{run.machines.back()}, .program = ladder, .input = ladder_input(1 + choices.below(5))});
  }
  plan.event = event_for_ladder;
  plan.uses_event_log = run.uses_event_log;
  if (own_options.events) {
    plan.published = [](std::uint64_t number, Choices& drawn) {
      return published_event(number, drawn.below(kEventTypes.size()), drawn.below(kEventSubjects.size()));
    };
    plan.satisfying = every_event;
    if (choices.one_in(3)) run.retention = plan.retention = draw_retention(choices);
  }
  run.on_disk = choices.one_in(kRunsForOneOnDisk);
  if (run.on_disk) {
    simulation::SqliteMedium disk(choices, draw_disk_faults(choices));
    run.evidence = simulation::simulate(plan, disk, choices);
  } else {
    simulation::SafeMedium memory(adapters::open_memory_store());
    run.evidence = simulation::simulate(plan, memory, choices);
  }
  return run;
}

}  // namespace baton::tests
