#include "simulation/effects.hpp"

#include "simulation/structure.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace baton::simulation {
namespace {

using core::ChangeKind;
using core::Program;
using core::TaskId;

// A key is <run id>/<revision>/<position>.
Revision decided_in(const IntentKey& key) {
  const std::size_t slash = key.value.find('/');
  Revision revision;
  if (slash == std::string::npos) return revision;
  std::from_chars(key.value.data() + slash + 1, key.value.data() + key.value.size(), revision.value);
  return revision;
}

std::vector<Effect> effects_of_calls(const Evidence& evidence, const InstanceEvidence& instance,
                                     const HasEffect& has_effect) {
  const Program& program = *instance.program;
  std::map<std::string, const core::Call*> calls;  // by key
  std::vector<Effect> effects;
  for (const Entry& entry : evidence.log) {
    if (const auto* begun = std::get_if<Begun>(&entry.what); begun && begun->instance == instance.stored.id) {
      calls.emplace(begun->key.value, &begun->call);
    }
    const auto* performed = std::get_if<Performed>(&entry.what);
    if (performed == nullptr || performed->instance != instance.stored.id) continue;
    const auto call = calls.find(performed->key.value);
    if (call == calls.end() || !has_effect(program, *call->second)) continue;
    effects.push_back({.task = call->second->task, .decided = decided_in(performed->key), .undone = {}});
  }
  return effects;
}

// A child that has completed leaves its effects to the task that started it.
std::vector<Effect> effects_of_children(const Evidence& evidence, const InstanceEvidence& instance,
                                        const HasEffect& has_effect) {
  std::vector<Effect> effects;
  for (const core::HistoryRecord& record : instance.history) {
    const auto* answer = std::get_if<core::Answer>(&record.event.body);
    if (answer == nullptr) continue;
    const auto child = evidence.instances.find(core::child_id(answer->key).value);
    if (child == evidence.instances.end()) continue;
    const auto completed = std::ranges::find_if(record.changes, [&](const core::Change& change) {
      return change.kind == ChangeKind::TaskCompleted &&
             kind_of<core::RunWorkflowTask>(*instance.program, change.task) != nullptr;
    });
    if (completed == record.changes.end()) continue;
    const auto inner = effects_of(evidence, child->second, has_effect);
    if (std::ranges::all_of(inner, [](const Effect& effect) { return effect.undone.has_value(); })) continue;
    effects.push_back({.task = completed->task, .decided = decided_in(answer->key), .undone = {}});
  }
  return effects;
}

// Reads the history, and marks what is undone.
class Undoing {
 public:
  Undoing(const Program& program, std::vector<Effect>& effects) : program_(program), effects_(effects) {}

  void read(const core::HistoryRecord& record) {
    for (const core::Change& change : record.changes) {
      if (change.kind == ChangeKind::TaskStarted && change.attempt == 1) began_[change.task] = record.revision;
      if (change.kind == ChangeKind::TaskCompleted) {
        rounds_[change.task].push_back({.began = began_[change.task], .completed = record.revision});
      }
      if (change.kind == ChangeKind::CompensationStarted) undo(change.task, record.revision);
    }
  }

 private:
  struct Round {
    Revision began;
    Revision completed;
  };

  void undo(TaskId task, Revision now) {
    const bool is_leaf =
        kind_of<core::CallTask>(program_, task) != nullptr || kind_of<core::RunWorkflowTask>(program_, task) != nullptr;
    is_leaf ? undo_newest(task, now) : undo_round(task, now);
  }

  void undo_newest(TaskId task, Revision now) {
    const auto newest = std::find_if(effects_.rbegin(), effects_.rend(), [&](const Effect& effect) {
      return effect.task == task && !effect.undone && effect.decided < now;
    });
    if (newest != effects_.rend()) newest->undone = now;
  }

  // All that was done in the newest round of a composite.
  void undo_round(TaskId composite, Revision now) {
    const core::Task& task = program_.task(composite);
    auto& rounds = rounds_[task.implicit && task.parent ? *task.parent : composite];  // a function's body is its call
    if (rounds.empty()) return;
    const Round round = rounds.back();
    rounds.pop_back();
    for (Effect& effect : effects_) {
      if (effect.undone || effect.decided < round.began || effect.decided >= round.completed) continue;
      if (is_inside(program_, effect.task, composite)) effect.undone = now;
    }
  }

  const Program& program_;
  std::vector<Effect>& effects_;
  std::map<TaskId, Revision> began_;
  std::map<TaskId, std::vector<Round>> rounds_;  // completed and not undone
};

}  // namespace

std::vector<Effect> effects_of(const Evidence& evidence, const InstanceEvidence& instance,
                               const HasEffect& has_effect) {
  std::vector<Effect> effects = effects_of_calls(evidence, instance, has_effect);
  for (const Effect& of_child : effects_of_children(evidence, instance, has_effect)) effects.push_back(of_child);
  std::erase_if(effects,
                [&](const Effect& effect) { return compensation_around(*instance.program, effect.task).has_value(); });
  std::ranges::stable_sort(effects, {}, &Effect::decided);
  Undoing undoing(*instance.program, effects);
  for (const core::HistoryRecord& record : instance.history) undoing.read(record);
  return effects;
}

}  // namespace baton::simulation
