#include "forks/trial.hpp"

#include "core/forking.hpp"
#include "core/replay.hpp"
#include "dsl/dsl.hpp"
#include "forks/twin.hpp"
#include "support/document_generator.hpp"
#include "support/random_world.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

constexpr int kMostEvents = 120;

using ProgramPtr = std::shared_ptr<const core::Program>;

ProgramPtr compiled(const Value& document) {
  auto compiled = dsl::compile(document);
  if (!compiled) throw std::logic_error(compiled.error().front().message);
  return compiled->program;
}

// Another version of it, with a task more at the beginning; but not where its data have the places of tasks, which would be others then.
Value next_version(const Value& document) {
  const Value next = document.with("document", document.find("document")->with("version", Value::string("2.0.0")));
  if (to_json(document).find("reference") != std::string::npos) return next;
  std::vector<Value> tasks{Value::object({{"inserted", parse_json(R"({"set": {"x": 1}})").value()}})};
  for (const Value& task : document.find("do")->items()) tasks.push_back(task);
  return next.with("do", Value::array(std::move(tasks)));
}

core::Event first_event(std::uint64_t seed) {
  return {.at = {},
          .seed = seed,
          .body = core::Start{.run_id = "run", .input = Value::number(std::int64_t{1}), .parent = {}}};
}

// A run, and what the instance was after each transition.
struct Run {
  std::vector<core::Instance> revisions;
  std::vector<core::HistoryRecord> history;
};

Run run_source(const core::Program& program, std::uint64_t seed) {
  Run run;
  RandomWorld world(seed, true);
  core::Instance instance = core::new_instance(InstanceId{"a"}, program);
  std::optional<core::Event> event = first_event(seed);
  for (int i = 0; event && i < kMostEvents; ++i) {
    core::Decision decision = core::handle(program, instance, *event);
    world.note(decision);
    instance = std::move(decision.next);
    run.revisions.push_back(instance);
    run.history.push_back(std::move(decision.record));
    event = world.next(instance);
    if (event && event->seed % 3 == 0) event = world.arrival(program, instance).or_else([&] { return event; });
    if (!event && instance.status == Status::Suspended) event = world.resume();
    if (event) event->at = std::max(event->at, instance.updated_at);
  }
  return run;
}

// What it was, folded from its history.
std::optional<core::Instance> folded(const core::Program& program, const InstanceId& id,
                                     const std::vector<core::HistoryRecord>& history, std::size_t revision) {
  core::Instance instance = core::new_instance(id, program);
  for (std::size_t i = 0; i < revision; ++i) {
    auto decision = core::replay(program, std::move(instance), history[i]);
    if (!decision) return std::nullopt;
    instance = std::move(decision->next);
  }
  return instance;
}

std::vector<core::LedgerEntry> ledger_of(const core::Instance& instance) {
  std::vector<core::LedgerEntry> entries;
  const auto& ledger = std::get<core::WorkflowState>(instance.state).ledger;
  for (const auto* node = ledger.newest().get(); node != nullptr; node = node->older.get())
    entries.push_back(node->entry);
  return entries;
}

// A call whose outcome is not known is made again under its key by the source, and under another one by the fork.
bool has_unknown_calls(const core::Instance& instance) {
  const auto& state = std::get<core::WorkflowState>(instance.state);
  const bool in_frames = std::ranges::any_of(state.frames, [](const auto& frame) {
    const auto* call = std::get_if<core::CallState>(&frame->state);
    const auto* block = std::get_if<core::TryState>(&frame->state);
    return (call != nullptr && call->unknown) ||
           (block != nullptr && !(block->unknown.empty() && block->reusable.empty()));
  });
  const bool in_flight = std::ranges::any_of(instance.pending, [](const auto& pending) { return pending.attempt > 1; });
  return in_frames || in_flight ||
         std::ranges::any_of(ledger_of(instance), [](const auto& entry) { return entry.unknown.has_value(); });
}

bool asks_for_turn(const core::Instance& instance) {
  return std::ranges::any_of(instance.pending, [](const core::Pending& pending) {
    return std::holds_alternative<core::Yield>(pending.request);
  });
}

struct Fork {
  Twin twin;
  Done done;  // at its start
};

std::optional<Fork> fork_of(const Twin& source, const ProgramPtr& to, const std::string& id) {
  const core::Instance& was = source.instance();
  auto heritage = core::inherit({.from = source.program(), .to = *to, .source = was});
  if (!heritage) return std::nullopt;
  Twin fork = Twin::started(to, core::new_instance(InstanceId{id}, *to));
  const core::Event start{.at = was.updated_at,
                          .seed = 7,
                          .body = core::Start{.run_id = "run-" + id,
                                              .input = was.input,
                                              .parent = {},
                                              .origin = core::Origin{.instance = was.id, .revision = was.revision},
                                              .inherited = heritage->inherited}};
  Done done = fork.handle(start);
  fork.take_turns(start, done);
  return Fork{.twin = std::move(fork), .done = std::move(done)};
}

// What the source would do when it went on: it asks for what it has asked for, and for no more; one that was suspended is resumed.
Done go_on(Twin& source) {
  const core::Instance was = source.instance();
  const core::Event event{.at = was.updated_at, .seed = 7, .body = core::Resume{}};
  if (was.status == Status::Suspended) {
    Done done = source.handle(event);
    source.take_turns(event, done);
    return done;
  }
  Done done{.changes = {}, .calls = source.in_flight()};
  source.take_turns(event, done);
  return done;
}

std::string joined(std::vector<std::string> texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "; ";
  return all;
}

// Empty: they do the same. At a start the order may be another one.
std::string difference(const std::string& what, const Done& source, const Done& fork) {
  if (source == fork) return {};
  return what + ": the source did [" + joined(source.changes) + "] and asked for [" + joined(source.calls) +
         "]; the fork did [" + joined(fork.changes) + "] and asked for [" + joined(fork.calls) + "]";
}
std::string difference_at_start(const std::string& what, Done source, Done fork) {
  for (Done* const each : {&source, &fork}) {
    std::ranges::sort(each->changes);
    std::ranges::sort(each->calls);
  }
  return difference(what, source, fork);
}

bool only_ignores(const Done& done) {
  return std::ranges::all_of(done.changes, [](const auto& change) { return change.starts_with("event.ignored"); });
}

// What it has inherited continues under the keys that it had.
std::string wrong_ledger(const core::Instance& source, const core::Instance& fork) {
  const auto before = ledger_of(source);
  const auto after = ledger_of(fork);
  if (before.size() != after.size()) return "a fork has not inherited what may have to be undone";
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (after[i].undo_key.empty()) return "a fork would undo what it has inherited under keys of its own";
    if (!before[i].undo_key.empty() && before[i].undo_key != after[i].undo_key) {
      return "the fork of a fork would undo under another key";
    }
  }
  return {};
}

class Trial {
 public:
  explicit Trial(std::uint64_t seed) : random_(seed), seed_(seed) {
    const Value document = random_document(seed, DocumentOptions{.events = seed % 4 == 0});
    program_ = compiled(document);
    next_ = compiled(next_version(document));
  }

  std::string run() {
    const Run run = run_source(*program_, seed_);
    const std::size_t revision = 1 + random_() % run.revisions.size();
    const auto was = folded(*program_, InstanceId{"a"}, run.history, revision);
    if (!was || !(*was == run.revisions[revision - 1])) return "the history does not give what the instance was";
    Twin source(program_, *was);
    if (has_unknown_calls(*was) || (was->status == Status::Suspended && asks_for_turn(*was))) return {};
    for (const auto& [id, to] : {std::pair{"b", program_}, std::pair{"c", next_}}) {
      auto fork = fork_of(source, to, id);
      if (!fork) return {};  // it had ended, or was ending
      forks_.push_back(*std::move(fork));
    }
    const Done done = go_on(source);
    for (const Fork& fork : forks_) {
      if (auto wrong = difference_at_start("at the start", done, fork.done); !wrong.empty()) return wrong;
    }
    return follow(source);
  }

 private:
  std::string follow(Twin& source) {
    RandomWorld world(seed_ + 1, true, source.instance());
    const int forks_again_at = static_cast<int>(random_() % 20);
    for (int i = 0; i < kMostEvents; ++i) {
      if (auto wrong = wrong_now(source); !wrong.empty()) return wrong;
      if (i == forks_again_at) fork_again();
      if (!wrong_.empty()) return wrong_;
      std::optional<core::Event> event = world.next(source.instance());
      if (event && random_() % 4 == 0) {
        event = world.arrival(source.program(), source.instance()).or_else([&] { return event; });
      }
      if (!event && source.instance().status == Status::Suspended) event = world.resume();
      if (!event) break;
      event->at = std::max(event->at, source.instance().updated_at);
      if (auto wrong = handle(*event, source); !wrong.empty()) return wrong;
      world.note(source.last());
    }
    return {};
  }

  std::string handle(const core::Event& event, Twin& source) {
    std::vector<std::optional<core::Event>> own;
    for (const Fork& fork : forks_) own.push_back(fork.twin.own(event, source));
    const Done done = source.handle(event);
    for (std::size_t i = 0; i < forks_.size(); ++i) {
      if (!own[i]) {
        if (!only_ignores(done)) return "an event for the source does not concern its fork: " + joined(done.changes);
        continue;
      }
      const std::string what = "after " + std::to_string(source.instance().revision.value) + " transitions";
      if (auto wrong = difference(what, done, forks_[i].twin.handle(*own[i])); !wrong.empty()) return wrong;
    }
    return {};
  }

  std::string wrong_now(const Twin& source) const {
    for (const Fork& fork : forks_) {
      if (!fork.twin.wrong().empty()) return fork.twin.wrong();
      const core::Instance& instance = fork.twin.instance();
      if (has_ended(instance.status) != has_ended(source.instance().status)) return "only one of them has ended";
      const auto again = folded(fork.twin.program(), instance.id, fork.twin.history(), fork.twin.history().size());
      if (!again || !(*again == instance)) return "the history of a fork does not give it";
    }
    if (forks_[0].twin.undo_keys() != forks_[1].twin.undo_keys()) {
      return "forks undo under different keys: " + joined(forks_[0].twin.undo_keys()) + " and " +
             joined(forks_[1].twin.undo_keys());
    }
    return {};
  }

  void fork_again() {
    const Twin& first = forks_.front().twin;
    if (has_unknown_calls(first.instance()) || first.instance().status == Status::Suspended ||
        asks_for_turn(first.instance())) {
      return;
    }
    auto again = fork_of(first, program_, "d");
    if (!again) return;
    wrong_ =
        difference_at_start("when it is forked again", Done{.changes = {}, .calls = first.in_flight()}, again->done);
    if (wrong_.empty()) wrong_ = wrong_ledger(first.instance(), again->twin.instance());
    forks_.push_back(*std::move(again));
  }

  std::mt19937_64 random_;
  std::uint64_t seed_;
  ProgramPtr program_;
  ProgramPtr next_;
  std::vector<Fork> forks_ = {};
  std::string wrong_ = {};
};

}  // namespace

std::string try_forks(std::uint64_t seed) {
  return Trial(seed).run();
}

}  // namespace baton::tests
