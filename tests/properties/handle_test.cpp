// Properties of handle() over generated documents and random orders of events.
#include "core/handle.hpp"
#include "core/limits.hpp"
#include "dsl/dsl.hpp"
#include "runtime/codec/codec.hpp"
#include "support/document_generator.hpp"
#include "support/random_world.hpp"
#include "support/stored_copy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

using core::Decision;
using core::Event;
using core::Instance;

std::shared_ptr<const core::Program> program_of(std::uint64_t seed, const DocumentOptions& options = {}) {
  auto compiled = dsl::compile(random_document(seed, options));
  if (!compiled) {
    ADD_FAILURE() << "seed " << seed << ": " << compiled.error().front().message;
    return nullptr;
  }
  return compiled->program;
}

// Everything a commit would carry, as bytes.
std::string bytes_of(const runtime::Write& write) {
  std::string bytes = write.head;
  for (const runtime::HistoryRow& record : write.records) bytes += '\n' + record.body;
  for (const runtime::PartRow& part : write.new_parts) bytes += '\n' + part.body;
  for (const runtime::TimerRow& timer : write.set_timers)
    bytes += '\n' + std::to_string(timer.due.time_since_epoch().count());
  return bytes;
}

constexpr std::uint64_t kSeeds = 300;
constexpr int kMostEvents = 400;

TEST(Handle, GivesTheSameBytesForTheSameProgramInstanceAndEvent) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed);
    ASSERT_NE(program, nullptr);
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    StoredCopy stored;
    RandomWorld world(seed, true);
    std::optional<Event> event =
        Event{.at = {},
              .seed = seed,
              .body = core::Start{.run_id = "run", .input = Value::number(std::int64_t{1}), .parent = {}}};
    for (int i = 0; event && i < kMostEvents; ++i) {
      const Decision first = core::handle(*program, instance, *event);
      const Decision second = core::handle(*program, instance, *event);
      ASSERT_EQ(first, second);

      // An instance that was loaded from the store decides the same.
      if (instance.revision.value > 0) {
        auto loaded = runtime::decode(*program, stored.instance());
        ASSERT_TRUE(loaded) << loaded.error().message;
        ASSERT_EQ(loaded->instance, instance);
        const Decision third = core::handle(*program, loaded->instance, *event);
        ASSERT_EQ(third, first);
      }
      runtime::Parts fresh;
      runtime::Parts fresh_too;
      ASSERT_EQ(bytes_of(runtime::encode(first, fresh)), bytes_of(runtime::encode(second, fresh_too)));

      const auto wrong = stored.save(*program, first);
      ASSERT_FALSE(wrong) << *wrong;
      world.note(first);
      instance = first.next;
      event = world.next(instance);
      if (!event && instance.status == Status::Suspended) event = world.resume();
    }
  }
}

// The caller is in the record, and nothing else is another.
TEST(Handle, DecidesTheSameForEveryCaller) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed);
    ASSERT_NE(program, nullptr);
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    RandomWorld world(seed, true);
    std::optional<Event> event =
        Event{.at = {}, .seed = seed, .body = core::Start{.run_id = "run", .input = {}, .parent = {}}};
    for (int i = 0; event && i < kMostEvents; ++i) {
      Decision nobodys = core::handle(*program, Instance(instance), Event(*event));
      event->caller = "caller " + std::to_string(i);
      Decision somebodys = core::handle(*program, Instance(instance), Event(*event));
      ASSERT_EQ(somebodys.record.event.caller, event->caller);
      somebodys.record.event.caller.clear();
      ASSERT_EQ(somebodys, nobodys);
      world.note(nobodys);
      instance = std::move(nobodys.next);
      event = world.next(instance);
      if (!event && instance.status == Status::Suspended) event = world.resume();
    }
  }
}

TEST(Handle, IsStoredTheSameHoweverManyDecisionsAWriteHolds) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed);
    ASSERT_NE(program, nullptr);
    StoredCopy stored;
    RandomWorld world(seed, true);
    std::vector<Decision> decisions;
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    std::optional<Event> event =
        Event{.at = {}, .seed = seed, .body = core::Start{.run_id = "run", .input = {}, .parent = {}}};
    for (int i = 0; event && i < kMostEvents; ++i) {
      decisions.push_back(core::handle(*program, instance, *event));
      world.note(decisions.back());
      instance = decisions.back().next;
      event = world.next(instance);
      if (event && decisions.size() <= (seed + instance.revision.value) % 4) continue;
      ASSERT_EQ(stored.save(*program, decisions), std::nullopt);
      decisions.clear();
    }
  }
}

// A fork of this many branches, each of which does nothing.
Instance end_of_fork(std::size_t branches) {
  std::string text =
      "document: {dsl: '1.0.3', namespace: tests, name: wide, version: '1.0.0'}\ndo:\n- all:\n    fork:\n      "
      "branches:\n";
  for (std::size_t i = 0; i < branches; ++i) text += "      - b" + std::to_string(i) + ": {set: {n: 1}}\n";
  const auto program = dsl::compile(text).value().program;
  Instance instance = core::new_instance(InstanceId{"i"}, *program);
  std::optional<core::EventBody> event = core::Start{.run_id = "run", .input = {}, .parent = {}};
  while (event) {
    Decision decision =
        core::handle(*program, std::move(instance), Event{.at = {}, .seed = 0, .body = *std::move(event)});
    instance = std::move(decision.next);
    event = instance.pending.empty() ? std::nullopt
                                     : std::optional<core::EventBody>(core::Continue{instance.pending.front().key});
  }
  return instance;
}

TEST(Handle, LetsAForkHaveAsManyBranchesAsTasksMayBeInProgress) {
  EXPECT_EQ(end_of_fork(core::kMaxFrames).status, Status::Completed);
  const Instance crowded = end_of_fork(core::kMaxFrames + 1);
  ASSERT_EQ(crowded.status, Status::Faulted);
  EXPECT_EQ(crowded.error->detail,
            "10001 tasks would be in progress at the same time, and at most 10000 are allowed; use fewer branches, and "
            "let each do more");
}

TEST(Handle, EndsEveryInstanceOnceTheWorldHasAnswered) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed);
    ASSERT_NE(program, nullptr);
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    RandomWorld world(seed, false);
    std::optional<Event> event =
        Event{.at = {}, .seed = seed, .body = core::Start{.run_id = "run", .input = {}, .parent = {}}};
    int events = 0;
    for (; event && events < 5'000; ++events) {
      const Decision decision = core::handle(*program, instance, *event);
      world.note(decision);
      instance = decision.next;
      event = world.next(instance);
    }
    EXPECT_TRUE(has_ended(instance.status)) << "after " << events << " events: " << status_name(instance.status);
    EXPECT_TRUE(instance.pending.empty());
    EXPECT_TRUE(std::get<core::WorkflowState>(instance.state).frames.empty());
    EXPECT_TRUE(core::timers_of(instance).empty());
  }
}

TEST(Handle, NeverIssuesOneKeyToTwoDifferentCalls) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed);
    ASSERT_NE(program, nullptr);
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    RandomWorld world(seed, true);
    std::map<std::string, core::TaskId> task_of_key;
    std::set<std::string> succeeded;
    std::optional<Event> event =
        Event{.at = {}, .seed = seed, .body = core::Start{.run_id = "run", .input = {}, .parent = {}}};
    for (int i = 0; event && i < kMostEvents; ++i) {
      const auto* answer = std::get_if<core::Answer>(&event->body);
      const bool held = instance.status == Status::Suspended;  // known to nobody before the resume
      if (answer != nullptr && !held && std::holds_alternative<core::Succeeded>(answer->outcome)) {
        succeeded.insert(answer->key.value);
      }
      const Decision decision = core::handle(*program, instance, *event);
      const bool resumed = std::holds_alternative<core::Resume>(event->body);
      for (const core::Intent& intent : decision.intents) {
        const auto* pending = std::get_if<core::Pending>(&intent);
        const auto* call = pending == nullptr ? nullptr : std::get_if<core::Call>(&pending->request);
        if (call == nullptr) continue;
        const auto [known, is_new] = task_of_key.emplace(pending->key.value, call->task);
        EXPECT_EQ(known->second, call->task);
        EXPECT_TRUE(resumed || !succeeded.contains(pending->key.value)) << "a call that had succeeded was made again";
      }
      world.note(decision);
      instance = decision.next;
      event = world.next(instance);
    }
  }
}

// The tasks that this transition left something to undo of, in the order of their completion: those that completed, and
// a call that succeeded after its task had been cancelled.
std::vector<core::TaskId> newly_undoable(const core::Program& program, const Instance& before,
                                         const core::HistoryRecord& record) {
  std::vector<core::TaskId> tasks;
  for (const core::Change& change : record.changes) {
    if (change.kind == core::ChangeKind::TaskCompleted && program.task(change.task).compensate)
      tasks.push_back(change.task);
  }
  const auto* answer = std::get_if<core::Answer>(&record.event.body);
  if (answer == nullptr || std::holds_alternative<core::Failed>(answer->outcome)) return tasks;
  for (const auto& frame : std::get<core::WorkflowState>(before.state).frames) {
    const auto* call = std::get_if<core::CallState>(&frame->state);
    const auto* child = std::get_if<core::RunWorkflowState>(&frame->state);
    const bool is_awaited =
        (call != nullptr && call->key == answer->key) || (child != nullptr && child->key == answer->key);
    if (!is_awaited || frame->phase != core::Phase::Draining || !program.task(frame->task).compensate) continue;
    if (child != nullptr && !std::holds_alternative<core::Succeeded>(answer->outcome)) continue;
    tasks.insert(tasks.begin(), frame->task);
  }
  return tasks;
}

// No answer came, or a cancelled call was given up.
bool leaves_unknown(const Instance& instance, const Event& event) {
  if (const auto* answer = std::get_if<core::Answer>(&event.body)) {
    return std::holds_alternative<core::OutcomeUnknown>(answer->outcome);
  }
  const auto is_draining = [](const auto& frame) { return frame->phase == core::Phase::Draining; };
  return std::holds_alternative<core::TimerFired>(event.body) &&
         std::ranges::any_of(std::get<core::WorkflowState>(instance.state).frames, is_draining);
}

TEST(Handle, UndoesInReverseOrderOfCompletionEachOnce) {
  const DocumentOptions options{
      .timeouts = false, .compete = false, .faults = false, .guarded = false, .composite_compensation = false};
  int undone_instances = 0;
  for (std::uint64_t seed = 0; seed < 8 * kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto program = program_of(seed, options);
    ASSERT_NE(program, nullptr);
    Instance instance = core::new_instance(InstanceId{"i"}, *program);
    RandomWorld world(seed, false);
    std::vector<core::TaskId> undoable;
    std::vector<core::TaskId> undone;
    std::optional<Event> event =
        Event{.at = {}, .seed = seed, .body = core::Start{.run_id = "run", .input = {}, .parent = {}}};
    bool had_unknown = false;
    while (event) {
      had_unknown = had_unknown || leaves_unknown(instance, *event);
      const Decision decision = core::handle(*program, instance, *event);
      for (const core::TaskId task : newly_undoable(*program, instance, decision.record)) undoable.push_back(task);
      for (const core::Change& change : decision.record.changes) {
        if (change.kind == core::ChangeKind::CompensationStarted) undone.push_back(change.task);
      }
      world.note(decision);
      instance = decision.next;
      event = world.next(instance);
    }
    if (instance.status != Status::Faulted || had_unknown) continue;
    std::ranges::reverse(undoable);
    EXPECT_EQ(undone, undoable);
    if (!undone.empty()) ++undone_instances;
  }
  EXPECT_GT(undone_instances, 50) << "the generated documents do not try the property enough";
}

}  // namespace
}  // namespace baton::tests
