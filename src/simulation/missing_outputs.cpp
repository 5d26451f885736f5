#include "simulation/missing_outputs.hpp"

#include "simulation/structure.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace baton::simulation {
namespace {

using core::ChangeKind;
using core::Program;
using core::TaskId;

// Fewer calls of a kind may be alike by chance.
constexpr std::uint64_t kFewestCalls = 5;

enum class Output : std::uint8_t { Known, Missing };

// Whether the output of a task was known each time it was undone; nullopt where that differs within the run.
std::optional<Output> output_of(const InstanceEvidence& instance, TaskId undone) {
  std::uint64_t started = 0;
  std::uint64_t completed = 0;
  for (const core::HistoryRecord& record : instance.history) {
    for (const core::Change& change : record.changes) {
      if (change.task != undone) continue;
      if (change.kind == ChangeKind::TaskStarted && change.attempt == 1) ++started;
      if (change.kind == ChangeKind::TaskCompleted) ++completed;
    }
  }
  if (completed == 0) return Output::Missing;
  return completed == started ? std::optional(Output::Known) : std::nullopt;
}

bool shows_null(const Value& value) {
  return value.is_null() || (value.is_string() && value.as_string().contains("null"));
}

using Counts = std::map<std::string, std::uint64_t>;

// Counts the values that hold no others and meet the condition, each by the way to it.
template <class Condition>
void count_leaves(const Value& value, const Condition& condition, Counts& counts, const std::string& path = "") {
  if (value.is_object()) {
    for (const Member& member : value.members()) {
      count_leaves(member.value, condition, counts, path + '/' + std::string(member.name()));
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      count_leaves(value.items()[i], condition, counts, path + '/' + std::to_string(i));
    }
  } else if (condition(value)) {
    ++counts[path.empty() ? "/" : path];
  }
}

// The task that the compensation around this one undoes.
std::optional<TaskId> task_undone_by(const Program& program, TaskId task) {
  const auto list = compensation_around(program, task);
  return list ? program.task(*list).parent : std::nullopt;
}

}  // namespace

void MissingOutputs::add(const Evidence& evidence, std::uint64_t seed) {
  std::set<std::string> seen;  // a call that is made again is one
  for (const Entry& entry : evidence.log) {
    const auto* begun = std::get_if<Begun>(&entry.what);
    if (begun == nullptr || begun->call.deferred) continue;
    const auto instance = evidence.instances.find(begun->instance.value);
    if (instance == evidence.instances.end()) continue;
    const Program& program = *instance->second.program;
    const auto undone = task_undone_by(program, begun->call.task);
    if (!undone || !seen.insert(begun->key.value).second) continue;
    const auto output = output_of(instance->second, *undone);
    if (!output) continue;
    const std::string& reference = program.task(begun->call.task).reference;
    Calls& calls = calls_[{program.digest.hex, reference}];
    if (*output == Output::Known) {
      ++calls.with_output;
      count_leaves(begun->call.arguments, [](const Value& value) { return !shows_null(value); }, calls.sound);
      continue;
    }
    ++calls.without_output;
    count_leaves(begun->call.arguments, shows_null, calls.null);
    if (std::exchange(calls.last_seed, seed) != seed) ++calls.shown.runs;
    if (calls.shown.seed && calls.shown.length <= evidence.log.size()) continue;
    calls.shown.seed = seed;
    calls.shown.length = evidence.log.size();
    calls.shown.finding = {.rule = Rule::CompensationWithoutOutput,
                           .definition = program.digest,
                           .task = reference,
                           .message = "where the outcome of " + program.task(*undone).reference +
                                      " was unknown, $output was null, and this call was made with null at "};
  }
}

std::vector<Surveyed> MissingOutputs::findings() const {
  std::vector<Surveyed> found;
  for (const auto& [place, calls] : calls_) {
    if (calls.with_output < kFewestCalls || calls.without_output < kFewestCalls) continue;
    const auto passed_on = std::ranges::find_if(calls.null, [&](const auto& argument) {
      const auto sound = calls.sound.find(argument.first);
      return argument.second == calls.without_output && sound != calls.sound.end() &&
             sound->second == calls.with_output;
    });
    if (passed_on == calls.null.end()) continue;
    Surveyed each = calls.shown;
    each.finding.message += passed_on->first + " of its arguments";
    found.push_back(std::move(each));
  }
  return found;
}

}  // namespace baton::simulation
