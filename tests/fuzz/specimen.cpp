#include "fuzz/specimen.hpp"

#include "dsl/dsl.hpp"
#include "simulation/machine.hpp"
#include "support/document_generator.hpp"
#include "support/random_world.hpp"
#include "support/stored_copy.hpp"

#include <map>
#include <stdexcept>
#include <utility>

namespace baton::tests {
namespace {

constexpr std::uint64_t kDocuments = 500;
constexpr std::uint64_t kMostEvents = 60;

// Compiled once.
runtime::ProgramPtr workflow(std::uint64_t number) {
  static std::map<std::uint64_t, runtime::ProgramPtr> programs;
  runtime::ProgramPtr& program = programs[number];
  if (program == nullptr) program = dsl::compile(random_document(number, DocumentOptions{})).value().program;
  return program;
}

core::Event first_event(Random& random, bool is_machine) {
  core::Start start{.run_id = "run", .input = Value::number(std::int64_t{1}), .parent = {}};
  if (is_machine) start.input = ladder_input(1 + random() % 5);
  if (random() % 3 == 0) start.parent = core::Parent{.instance = InstanceId{"parent"}, .start = IntentKey{"up/3/0"}};
  return {.at = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}}, .seed = random(), .body = start};
}

}  // namespace

Specimen draw_specimen(Random& random) {
  const bool is_machine = random() % 8 == 0;
  const runtime::ProgramPtr program = is_machine ? ladder_program() : workflow(random() % kDocuments);
  core::Instance instance = core::new_instance(InstanceId{"victim"}, *program);
  StoredCopy copy;
  std::optional<core::Event> event = first_event(random, is_machine);
  std::optional<RandomWorld> world;
  for (std::uint64_t left = 1 + random() % kMostEvents; event && left > 0; --left) {
    core::Decision decision = core::handle(*program, instance, *event);
    if (const auto wrong = copy.save(*program, decision))
      throw std::logic_error("what is written cannot be read: " + *wrong);
    if (!world) world.emplace(random(), true, core::Instance{});
    world->note(decision);
    instance = std::move(decision.next);
    event = world->next(instance);
    if (event && is_machine && random() % 4 == 0) event->body = event_for_ladder(random() % 100);
    if (event) event->at = std::max(event->at, instance.updated_at);
    if (!event && instance.status == Status::Suspended) event = world->resume();
  }
  return {.program = program, .instance = copy.instance(), .parts = copy.parts(), .history = copy.history()};
}

}  // namespace baton::tests
