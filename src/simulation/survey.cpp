#include "simulation/survey.hpp"

#include "simulation/flow.hpp"
#include "simulation/structure.hpp"
#include "simulation/trial.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace baton::simulation {
namespace {

using core::ChangeKind;
using core::Program;
using core::TaskId;

const InstanceEvidence* trial_instance(const Evidence& evidence) {
  const auto found = evidence.instances.find(std::string(kTrialInstance));
  return found == evidence.instances.end() ? nullptr : &found->second;
}

void count(const core::Change& change, TaskCounts& counts) {
  switch (change.kind) {
    case ChangeKind::TaskStarted:
      if (change.attempt == 1) ++counts.started;
      break;
    case ChangeKind::TaskSkipped:
      ++counts.skipped;
      break;
    case ChangeKind::TaskCompleted:
      ++counts.completed;
      break;
    case ChangeKind::TaskFaulted:
      ++counts.faulted;
      break;
    case ChangeKind::CompensationStarted:
      ++counts.compensated;
      break;
    case ChangeKind::WorkflowStarted:
    case ChangeKind::WorkflowSuspended:
    case ChangeKind::WorkflowResumed:
    case ChangeKind::WorkflowRetried:
    case ChangeKind::WorkflowCancelled:
    case ChangeKind::WorkflowFaulted:
    case ChangeKind::WorkflowCompleted:
    case ChangeKind::TaskRetried:
    case ChangeKind::TaskCancelled:
    case ChangeKind::CompensationCompleted:
    case ChangeKind::CompensationFaulted:
    case ChangeKind::EventIgnored:
    case ChangeKind::EventHandled:
    case ChangeKind::StateChanged:
    case ChangeKind::IntentDecided:
    case ChangeKind::EventRefused:
    case ChangeKind::EventEmitted:
    case ChangeKind::CorrelationStarted:
    case ChangeKind::EventConsumed:
    case ChangeKind::CorrelationCompleted:
      break;
  }
}

}  // namespace

void Survey::add(const runtime::ProgramPtr& program) {
  if (!programs_.emplace(program->digest.hex, program).second) return;
  for (Finding& finding : findings_in(*program)) {
    const auto key = std::tuple(finding.definition.hex, finding.rule, finding.task);
    found_.emplace(key, Surveyed{.finding = std::move(finding), .runs = 0, .seed = {}, .length = 0});
  }
}

void Survey::add(const Evidence& evidence, std::uint64_t seed) {
  ++endings_.runs;
  count_ending(evidence);
  find_contradictions(evidence, seed);
  find_never_ending(evidence, seed);
  missing_outputs_.add(evidence, seed);
  for (const auto& [id, instance] : evidence.instances) {
    count(instance);
    std::set<std::pair<Rule, std::string>> seen;  // a run counts once
    for (Finding& finding : findings_in(evidence, instance, has_effect_)) {
      if (seen.emplace(finding.rule, finding.task).second) note(std::move(finding), seed, evidence.log.size());
    }
  }
}

void Survey::conclude() {
  find_what_never_ran();
  for (Surveyed& each : missing_outputs_.findings()) {
    const auto key = std::tuple(each.finding.definition.hex, each.finding.rule, each.finding.task);
    found_.emplace(key, std::move(each));
  }
}

void Survey::find_what_never_ran() {
  for (const auto& [digest, program] : programs_) {
    const std::vector<bool> reachable = reachable_tasks(*program);
    const auto ran = [&](TaskId id) {
      const auto counts = tasks_.find({digest, program->task(id).reference});
      return id == core::kRootTask || (counts != tasks_.end() && counts->second.started > 0);
    };
    for (std::size_t i = 0; i < program->tasks.size(); ++i) {
      const auto id = static_cast<TaskId>(i);
      const core::Task& task = program->task(id);
      if (!reachable[i] || task.implicit || ran(id)) continue;
      // The outermost one: that nothing inside it ran goes without saying.
      const auto around = path_out(*program, id);
      const auto outer =
          std::find_if(around.begin() + 1, around.end(), [&](TaskId each) { return !program->task(each).implicit; });
      if (outer != around.end() && !ran(*outer)) continue;
      Finding finding{.rule = Rule::NeverRan,
                      .definition = program->digest,
                      .task = task.reference,
                      .message =
                          "there is a way to this task, but no run took it; the declared results, the failures or "
                          "the input may have to vary"};
      found_.emplace(std::tuple(digest, Rule::NeverRan, task.reference),
                     Surveyed{.finding = std::move(finding), .runs = 0, .seed = {}, .length = 0});
    }
  }
}

std::vector<Surveyed> Survey::findings() const {
  std::vector<Surveyed> all;
  all.reserve(found_.size());
  for (const auto& [key, surveyed] : found_) all.push_back(surveyed);
  return all;
}

std::vector<std::pair<std::string, TaskCounts>> Survey::tasks_of(const Program& program) const {
  std::vector<std::pair<std::string, TaskCounts>> all;
  for (std::size_t i = 1; i < program.tasks.size(); ++i) {
    const core::Task& task = program.tasks[i];
    if (task.implicit) continue;
    const auto counts = tasks_.find({program.digest.hex, task.reference});
    all.emplace_back(task.reference, counts == tasks_.end() ? TaskCounts{} : counts->second);
  }
  return all;
}

void Survey::note(Finding finding, std::uint64_t seed, std::size_t length) {
  Surveyed& known = found_[std::tuple(finding.definition.hex, finding.rule, finding.task)];
  ++known.runs;
  if (known.seed && known.length <= length) return;
  known.seed = seed;
  known.length = length;
  known.finding = std::move(finding);
}

void Survey::count(const InstanceEvidence& instance) {
  for (const core::HistoryRecord& record : instance.history) {
    for (const core::Change& change : record.changes) {
      const std::string& reference = instance.program->task(change.task).reference;
      simulation::count(change, tasks_[{instance.program->digest.hex, reference}]);
    }
  }
}

void Survey::count_ending(const Evidence& evidence) {
  const InstanceEvidence* instance = trial_instance(evidence);
  const Status status = instance == nullptr ? Status::Pending : instance->stored.status;
  switch (status) {
    case Status::Completed:
      ++endings_.completed;
      return;
    case Status::Cancelled:
      ++endings_.cancelled;
      return;
    case Status::Faulted:
      ++endings_.faulted;
      if (const auto& error = instance->stored.error) {
        ++endings_.faults[Fault{
            .type = error->type, .status = error->status, .title = error->title, .task = error->instance}];
      }
      return;
    case Status::Pending:
    case Status::Running:
    case Status::Waiting:
    case Status::Suspended:
      ++endings_.not_ended;
  }
}

void Survey::find_never_ending(const Evidence& evidence, std::uint64_t seed) {
  const InstanceEvidence* instance = trial_instance(evidence);
  if (instance == nullptr || evidence.at_rest || !evidence.contradictions.empty()) return;
  std::map<TaskId, std::uint64_t> started;
  for (const core::HistoryRecord& record : instance->history) {
    for (const core::Change& change : record.changes) {
      if (change.kind == ChangeKind::TaskStarted && change.attempt == 1) ++started[change.task];
    }
  }
  const auto most = std::ranges::max_element(started, {}, [](const auto& each) { return each.second; });
  const TaskId task = most == started.end() ? core::kRootTask : most->first;
  note({.rule = may_never_end(*instance->program) ? Rule::NeverEnds : Rule::RunCut,
        .definition = instance->program->digest,
        .task = instance->program->task(task).reference,
        .message = "a run was cut after " + std::to_string(evidence.actions) + " steps and had not ended; this task " +
                   "was started " + std::to_string(most == started.end() ? 0 : most->second) + " times"},
       seed, evidence.log.size());
}

// An instance, or a child for which it waits, still listens.
bool Survey::find_listening(const Evidence& evidence, std::uint64_t seed) {
  for (const auto& [id, task] : evidence.unheard) {
    const auto instance = evidence.instances.find(id);
    if (instance == evidence.instances.end()) continue;
    note({.rule = Rule::EventNotMade,
          .definition = instance->second.program->digest,
          .task = instance->second.program->task(task).reference,
          .message = "it listens for an event that the simulation could not make, because a filter computes what it "
                     "lets pass; so no run came further"},
         seed, evidence.log.size());
  }
  return std::ranges::any_of(evidence.instances,
                             [](const auto& each) { return !core::listeners_of(each.second.stored).empty(); });
}

void Survey::find_contradictions(const Evidence& evidence, std::uint64_t seed) {
  std::vector<std::string> what = evidence.contradictions;
  const InstanceEvidence* instance = trial_instance(evidence);
  const bool stuck = evidence.at_rest && (instance == nullptr || !has_ended(instance->stored.status));
  if (stuck && what.empty() && find_listening(evidence, seed)) return;
  if (what.empty() && stuck) what.emplace_back("rest: nothing was left to do, and the instance had not ended");
  for (const std::string& each : what) {
    note({.rule = Rule::InternalError,
          .definition = instance == nullptr ? Digest{} : instance->program->digest,
          .task = "/",
          .message = "please report this: " + each},
         seed, evidence.log.size());
  }
}

}  // namespace baton::simulation
