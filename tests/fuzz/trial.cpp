#include "fuzz/trial.hpp"

#include "engine/views.hpp"
#include "runtime/limits.hpp"
#include "support/random_world.hpp"
#include "support/stored_copy.hpp"

#include <baton/engine.hpp>

#include <exception>
#include <utility>

namespace baton::tests {
namespace {

constexpr int kMostTrialEvents = 40;

std::optional<std::string> show_history(const Specimen& specimen) {
  runtime::RecordReader reader(specimen.parts);
  for (const runtime::HistoryRow& row : specimen.history) {
    const auto record = reader.read(row);
    if (!record) {
      if (record.error().message.empty()) return "an error without a message";
      continue;
    }
    if (!engine::fits(*specimen.program, record->record)) continue;
    for (const HistoryEntry& entry : engine::entries_of(*specimen.program, specimen.instance.row.id, "run", *record)) {
      (void)lifecycle_cloud_events(entry);
    }
  }
  return std::nullopt;
}

// What is accepted leads only to what is accepted.
std::optional<std::string> run_on(const Specimen& specimen, runtime::Loaded loaded, Random& random) {
  core::Instance instance = std::move(loaded.instance);
  RandomWorld world(random(), true, instance);
  StoredCopy copy(specimen.instance, std::move(loaded.parts));
  for (int i = 0; i < kMostTrialEvents; ++i) {
    std::optional<core::Event> event = world.next(instance);
    if (!event && instance.status == Status::Suspended) event = world.resume();
    if (!event || event->at > runtime::kLatestEventTime) return std::nullopt;
    core::Decision decision;
    try {
      decision = core::handle(*specimen.program, instance, *event);
    } catch (const std::exception& exception) {
      if (specimen.program->hosted) return std::nullopt;  // the machine cannot read what it asked
      return std::string("handle() threw: ") + exception.what();
    }
    world.note(decision);
    instance = decision.next;
    if (auto wrong = copy.save(*specimen.program, decision))
      return "after event " + std::to_string(i + 1) + ": " + *wrong;
    (void)engine::view_of(*specimen.program, instance);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> try_alone(const Specimen& specimen, Random& random, Counts& counts) {
  if (auto wrong = show_history(specimen)) return wrong;
  auto loaded = runtime::decode(*specimen.program, specimen.instance);
  if (!loaded) {
    ++counts.refused;
    return loaded.error().message.empty() ? std::optional<std::string>("an error without a message") : std::nullopt;
  }
  ++counts.accepted;
  (void)engine::view_of(*specimen.program, loaded->instance);
  return run_on(specimen, *std::move(loaded), random);
}

}  // namespace baton::tests
