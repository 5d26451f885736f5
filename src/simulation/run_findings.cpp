// What one instance of a run shows.
#include "simulation/effects.hpp"
#include "simulation/findings.hpp"
#include "simulation/structure.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace baton::simulation {
namespace {

using core::Change;
using core::ChangeKind;
using core::Program;
using core::TaskId;

// `told`: the task that the message is about.
std::string words_for(const Problem& problem, const std::string& told) {
  return (problem.title.empty() ? problem.type : problem.title) + " (" + std::to_string(problem.status) + ")" +
         (problem.instance.empty() || problem.instance == told ? "" : " at " + problem.instance);
}

// A year, and what the world's clock may jump meanwhile.
constexpr Duration kLongWait = std::chrono::days(366) + std::chrono::hours(12);

bool ends(const Change& change, TaskId task) {
  const bool is_end = change.kind == ChangeKind::TaskCompleted || change.kind == ChangeKind::TaskFaulted ||
                      change.kind == ChangeKind::TaskCancelled;
  return is_end && change.task == task;
}

class InstanceReader {
 public:
  InstanceReader(const Evidence& evidence, const InstanceEvidence& instance, const HasEffect& has_effect)
      : instance_(instance), program_(*instance.program), effects_(effects_of(evidence, instance, has_effect)) {}

  std::vector<Finding> read() {
    asks_for_undoing() ? find_what_stays() : find_what_stays_in_the_end();
    find_repeated();
    find_compensations_without_a_call();
    find_switches_without_a_match();
    find_failed_compensations();
    find_unknown_outcome();
    find_long_waits();
    return std::move(findings_);
  }

 private:
  // `at`: the transition that it is about; what completed later is no part of the way to it.
  void found(Rule rule, TaskId task, std::string message, std::optional<Revision> at = std::nullopt) {
    findings_.push_back({.rule = rule,
                         .definition = program_.digest,
                         .task = program_.task(task).reference,
                         .message = std::move(message),
                         .path = completed_tasks(at)});
  }

  [[nodiscard]] std::vector<std::string> completed_tasks(std::optional<Revision> up_to) const {
    std::vector<std::string> path;
    for (const core::HistoryRecord& record : instance_.history) {
      if (up_to && record.revision > *up_to) break;
      for (const Change& change : record.changes) {
        if (change.kind != ChangeKind::TaskCompleted || compensation_around(program_, change.task)) continue;
        path.push_back(program_.task(change.task).reference);
      }
    }
    return path;
  }

  [[nodiscard]] bool asks_for_undoing() const {
    if (instance_.stored.status == Status::Faulted) return true;
    if (instance_.stored.status != Status::Cancelled) return false;
    return std::ranges::any_of(instance_.history, [](const core::HistoryRecord& record) {
      const auto* cancel = std::get_if<core::Cancel>(&record.event.body);
      return cancel != nullptr && cancel->compensate;
    });
  }

  void find_what_stays() {
    std::set<TaskId> stays;
    for (const Effect& effect : effects_) {
      if (effect.undone || stays.contains(effect.task) || is_dealt_with(effect) || is_cleaning_up(effect)) continue;
      stays.insert(effect.task);
      found(Rule::EffectNotCompensated, effect.task, how_it_stays(effect.task));
    }
  }

  // The instance has come to the end that its author wanted, and yet something is left of what did not count.
  void find_what_stays_in_the_end() {
    std::set<TaskId> stays;
    for (const Effect& effect : effects_) {
      if (effect.undone || stays.contains(effect.task)) continue;
      if (const auto fork = race_lost_by(effect)) {
        found(Rule::EffectOfALoser, effect.task,
              "another branch of " + program_.task(*fork).reference +
                  " has won, and what this one had done was not undone");
      } else if (const auto block = block_that_swallowed_an_error_after(effect)) {
        found(
            Rule::EffectBeforeACaughtError, effect.task,
            program_.task(*block).reference + " has caught a later error; what had been done before it was not undone");
      } else {
        continue;
      }
      stays.insert(effect.task);
    }
  }

  // The competing fork of which another branch completed.
  [[nodiscard]] std::optional<TaskId> race_lost_by(const Effect& effect) const {
    for (const TaskId branch : path_out(program_, effect.task)) {
      const auto& parent = program_.task(branch).parent;
      const auto* fork = parent ? kind_of<core::ForkTask>(program_, *parent) : nullptr;
      if (fork == nullptr || !fork->compete) continue;
      const auto end = end_after(*parent, effect.decided);
      const auto own = end_after(branch, effect.decided);
      const bool has_won = own && own->kind == ChangeKind::TaskCompleted && end && own->revision <= end->revision;
      if (end && end->kind == ChangeKind::TaskCompleted && !has_won) return *parent;
    }
    return std::nullopt;
  }

  // The block around it that completed although a task of its body, after the one with the effect, had failed.
  [[nodiscard]] std::optional<TaskId> block_that_swallowed_an_error_after(const Effect& effect) const {
    if (is_dealt_with(effect)) return std::nullopt;
    for (const TaskId block : blocks_around(program_, effect.task)) {
      const auto end = end_after(block, effect.decided);
      if (!end || end->kind != ChangeKind::TaskCompleted) continue;
      const TaskId body = kind_of<core::TryTask>(program_, block)->body;
      bool has_failed = false;
      for (const core::HistoryRecord& record : instance_.history) {
        if (record.revision <= effect.decided || record.revision > end->revision) continue;
        for (const Change& change : record.changes) {
          if (change.kind == ChangeKind::TaskRetried && change.task == block) has_failed = false;
          const core::Task& task = program_.task(change.task);
          if (change.kind != ChangeKind::TaskFaulted || task.parent != body || !task.required) continue;
          has_failed = !is_inside(program_, effect.task, change.task);  // whoever catches its own error does not mind
        }
      }
      if (has_failed) return block;
    }
    return std::nullopt;
  }

  // What a compensation should have undone, although nothing outside was asked to.
  void find_compensations_without_a_call() {
    for (const Effect& effect : effects_) {
      if (!effect.undone) continue;
      const auto compensated = compensated_at(*effect.undone, effect.task);
      if (!compensated || has_called(*compensated, *effect.undone)) continue;
      found(Rule::CompensationDoesNothing, *compensated,
            "its compensation has run and made no call, so what it had done stays", *effect.undone);
    }
  }

  // The task around this one whose compensation began there.
  [[nodiscard]] std::optional<TaskId> compensated_at(Revision revision, TaskId task) const {
    const auto record = std::ranges::find(instance_.history, revision, &core::HistoryRecord::revision);
    for (const Change& change : record->changes) {
      if (change.kind == ChangeKind::CompensationStarted && is_inside(program_, task, change.task)) return change.task;
    }
    return std::nullopt;
  }

  // Until the compensation that began in this transition ended, or the history ends.
  [[nodiscard]] bool has_called(TaskId compensated, Revision began) const {
    const TaskId list = *program_.task(compensated).compensate;
    bool runs = false;
    for (const core::HistoryRecord& record : instance_.history) {
      if (record.revision < began) continue;
      for (const Change& change : record.changes) {
        runs = runs || (change.kind == ChangeKind::CompensationStarted && change.task == compensated);
        if (!runs) continue;
        const bool is_request =
            is_call(change.task) || kind_of<core::RunWorkflowTask>(program_, change.task) != nullptr;
        if (change.kind == ChangeKind::TaskStarted && is_request && is_inside(program_, change.task, list)) return true;
        const bool is_over =
            change.kind == ChangeKind::CompensationCompleted || change.kind == ChangeKind::CompensationFaulted;
        if (is_over && change.task == compensated) return change.kind == ChangeKind::CompensationFaulted;
      }
    }
    return true;  // it was cut
  }

  // A switch without a default that continued with a task to which none of its cases leads.
  void find_switches_without_a_match() {
    std::map<TaskId, TaskId> expected;  // the task after the switch, until another one of the list begins
    for (const core::HistoryRecord& record : instance_.history) {
      for (const Change& change : record.changes) {
        if (change.kind == ChangeKind::TaskCompleted) {
          if (const auto next = next_without_a_match(change.task)) expected[*program_.task(change.task).parent] = *next;
        }
        if (change.kind != ChangeKind::TaskStarted && change.kind != ChangeKind::TaskSkipped) continue;
        const auto& parent = program_.task(change.task).parent;
        const auto waiting = parent ? expected.find(*parent) : expected.end();
        if (waiting == expected.end()) continue;
        if (waiting->second == change.task) {
          const auto& list = kind_of<core::DoTask>(program_, *parent)->tasks;
          found(Rule::NoCaseMatched, *(std::ranges::find(list, change.task) - 1),
                "no case matched, and " + program_.task(change.task).reference + " ran, to which no case leads",
                record.revision);
        }
        expected.erase(waiting);
      }
    }
  }

  // Of a switch without a default: the task after it, if no case leads there.
  [[nodiscard]] std::optional<TaskId> next_without_a_match(TaskId task) const {
    using Kind = core::Directive::Kind;
    const auto* choice = kind_of<core::SwitchTask>(program_, task);
    const auto& parent = program_.task(task).parent;
    const auto* list = parent ? kind_of<core::DoTask>(program_, *parent) : nullptr;
    if (choice == nullptr || list == nullptr || program_.task(task).then.kind != Kind::Continue) return std::nullopt;
    const auto place = std::ranges::find(list->tasks, task);
    if (place + 1 == list->tasks.end()) return std::nullopt;
    const auto next = static_cast<std::uint32_t>(place + 1 - list->tasks.begin());
    const bool is_meant = std::ranges::any_of(choice->cases, [&](const core::SwitchTask::Case& option) {
      const core::Directive& then = option.then;
      return !option.when || then.kind == Kind::Continue || (then.kind == Kind::Jump && then.target == next);
    });
    return is_meant ? std::nullopt : std::optional(*(place + 1));
  }

  [[nodiscard]] std::string how_it_stays(TaskId task) const {
    const std::string stays = "; what it had done was not undone";
    const auto& error = instance_.stored.error;
    const std::string& reference = program_.task(task).reference;
    if (instance_.stored.status == Status::Cancelled || !error) return "the instance was cancelled" + stays;
    if (error->instance != reference) return "the instance faulted with " + words_for(*error, reference) + stays;
    return "it was done, and yet the task faulted with " + words_for(*error, reference) + stays;
  }

  // The first end of the task after this transition; none: it has not ended.
  struct End {
    Revision revision;
    ChangeKind kind;
  };
  [[nodiscard]] std::optional<End> end_after(TaskId task, Revision revision) const {
    for (const core::HistoryRecord& record : instance_.history) {
      if (record.revision <= revision) continue;
      for (const Change& change : record.changes) {
        if (ends(change, task)) return End{.revision = record.revision, .kind = change.kind};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_call(TaskId task) const {
    return kind_of<core::CallTask>(program_, task) != nullptr || kind_of<core::FunctionTask>(program_, task) != nullptr;
  }

  // A handler around it has made a call after it: it may have undone it, in a way of its own.
  [[nodiscard]] bool is_dealt_with(const Effect& effect) const {
    return std::ranges::any_of(blocks_around(program_, effect.task), [&](TaskId block) {
      const auto handler = kind_of<core::TryTask>(program_, block)->handler;
      if (!handler) return false;
      const auto end = end_after(block, effect.decided);
      return std::ranges::any_of(instance_.history, [&](const core::HistoryRecord& record) {
        if (record.revision <= effect.decided || (end && record.revision > end->revision)) return false;
        return std::ranges::any_of(record.changes, [&](const Change& change) {
          return change.kind == ChangeKind::TaskCompleted && is_call(change.task) &&
                 is_inside(program_, change.task, *handler);
        });
      });
    });
  }

  // It is part of a handler that did not complete: one that puts things in order and lets the fault continue.
  [[nodiscard]] bool is_cleaning_up(const Effect& effect) const {
    return std::ranges::any_of(path_out(program_, effect.task), [&](TaskId each) {
      const auto& parent = program_.task(each).parent;
      const auto* block = parent ? kind_of<core::TryTask>(program_, *parent) : nullptr;
      if (block == nullptr || block->handler != each) return false;
      const auto end = end_after(*parent, effect.decided);
      return !end || end->kind != ChangeKind::TaskCompleted;
    });
  }

  // Two effects of one task, with a retry of a block around both in between, and the first not undone by then.
  void find_repeated() {
    const std::vector<Repetition> repetitions = repetitions_of_blocks();
    if (repetitions.empty()) return;
    std::map<TaskId, const Effect*> earlier;
    for (const Effect& effect : effects_) {
      const Effect* first = std::exchange(earlier[effect.task], &effect);
      if (first == nullptr || (first->undone && *first->undone <= effect.decided)) continue;
      const auto between =
          std::ranges::find_if(repetitions, [&](const Repetition& each) { return is_between(each, *first, effect); });
      if (between == repetitions.end()) continue;
      found(Rule::EffectRepeated, effect.task,
            "done again when " + program_.task(between->block).reference + " was repeated, and not undone before",
            effect.decided);
    }
  }

  struct Repetition {
    TaskId block;
    Revision revision;
  };
  [[nodiscard]] std::vector<Repetition> repetitions_of_blocks() const {
    std::vector<Repetition> all;
    for (const core::HistoryRecord& record : instance_.history) {
      for (const Change& change : record.changes) {
        if (change.kind != ChangeKind::TaskRetried || kind_of<core::TryTask>(program_, change.task) == nullptr)
          continue;
        all.push_back({.block = change.task, .revision = record.revision});
      }
    }
    return all;
  }

  [[nodiscard]] bool is_between(const Repetition& repetition, const Effect& first, const Effect& second) const {
    if (repetition.revision <= first.decided || repetition.revision > second.decided) return false;
    const std::vector<TaskId> blocks = blocks_around(program_, second.task);
    if (std::ranges::find(blocks, repetition.block) == blocks.end()) return false;
    const auto ended = end_after(repetition.block, first.decided);
    return !ended || ended->revision > second.decided;
  }

  // A wait, and the time between the decision to repeat a task and its next attempt.
  void find_long_waits() {
    std::map<TaskId, Timestamp> waits;
    for (const core::HistoryRecord& record : instance_.history) {
      for (const Change& change : record.changes) {
        const bool is_wait = kind_of<core::WaitTask>(program_, change.task) != nullptr;
        const bool begins = change.kind == (is_wait ? ChangeKind::TaskStarted : ChangeKind::TaskRetried);
        const bool is_over = change.kind == (is_wait ? ChangeKind::TaskCompleted : ChangeKind::TaskStarted);
        if (begins) waits[change.task] = record.event.at;
        const auto began = is_over ? waits.find(change.task) : waits.end();
        if (began == waits.end()) continue;
        const Duration waited = record.event.at - began->second;
        waits.erase(began);
        if (waited <= kLongWait || (!is_wait && has_grown_without_limit(change))) continue;
        found(Rule::VeryLongWait, change.task,
              "waited for " + std::to_string(std::chrono::floor<std::chrono::days>(waited).count()) + " days" +
                  (is_wait ? "" : " before it was repeated"),
              record.revision);
      }
    }
  }

  [[nodiscard]] bool has_grown_without_limit(const Change& next_attempt) const {
    const auto* retry = retry_of(program_, next_attempt.task);
    return retry != nullptr && !retry->max_retries && next_attempt.attempt > kRetriesThatCount + 1;
  }

  void find_failed_compensations() {
    for (const core::HistoryRecord& record : instance_.history) {
      for (const Change& change : record.changes) {
        if (change.kind != ChangeKind::CompensationFaulted) continue;
        const TaskId culprit = culprit_of(change);
        const std::string why =
            change.problem ? " with " + words_for(*change.problem, program_.task(culprit).reference) : "";
        const bool retried = is_retried(culprit);
        found(Rule::CompensationFailed, culprit,
              "the compensation of " + program_.task(change.task).reference + " failed for good" + why +
                  (retried ? "; its retries were used up" : "; nothing retries it"),
              record.revision);
      }
    }
  }

  // The task inside the compensation that is to blame, if the problem names it.
  [[nodiscard]] TaskId culprit_of(const Change& change) const {
    const auto named = change.problem ? find_task(program_, change.problem->instance) : std::nullopt;
    const auto list = program_.task(change.task).compensate;
    return named && list && is_inside(program_, *named, *list) ? *named : change.task;
  }

  [[nodiscard]] bool is_retried(TaskId task) const {
    const auto* call = kind_of<core::CallTask>(program_, task);
    if (call != nullptr && call->retry) return true;
    return std::ranges::any_of(blocks_around(program_, task), [&](TaskId block) {
      return kind_of<core::TryTask>(program_, block)->retry.has_value();
    });
  }

  void find_unknown_outcome() {
    if (instance_.stored.status != Status::Faulted || !instance_.stored.error) return;
    const auto task = find_task(program_, instance_.stored.error->instance);
    if (!task || compensation_around(program_, *task)) return;
    for (const core::HistoryRecord& record : instance_.history) {
      const auto* answer = std::get_if<core::Answer>(&record.event.body);
      if (answer == nullptr || !std::holds_alternative<core::OutcomeUnknown>(answer->outcome)) continue;
      for (const Change& change : record.changes) {
        if (change.kind != ChangeKind::TaskFaulted ||
            program_.task(change.task).reference != program_.task(*task).reference) {
          continue;
        }
        if (is_not_idempotent(change.task) &&
            !is_retried(change.task)) {  // a retry catches it, and is a finding itself
          return found(Rule::UnknownOutcomeNotCaught, change.task,
                       "its answer was lost, it must not be called again, and nothing catches that");
        }
      }
    }
  }

  [[nodiscard]] bool is_not_idempotent(TaskId task) const {
    const auto* function = kind_of<core::FunctionTask>(program_, task);
    const auto* call = kind_of<core::CallTask>(program_, function != nullptr ? function->body : task);
    return call != nullptr && !call->idempotent;
  }

  const InstanceEvidence& instance_;
  const Program& program_;
  std::vector<Effect> effects_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> findings_in(const Evidence& evidence, const InstanceEvidence& instance,
                                 const HasEffect& has_effect) {
  return InstanceReader(evidence, instance, has_effect).read();
}

}  // namespace baton::simulation
