// Survey: many trials put together. What was found, how often and under which seed; how the runs ended; what each task
// did.
#pragma once

#include "simulation/missing_outputs.hpp"
#include "simulation/surveyed.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace baton::simulation {

// How often, over all runs.
struct TaskCounts {
  std::uint64_t started = 0;
  std::uint64_t skipped = 0;
  std::uint64_t completed = 0;
  std::uint64_t faulted = 0;
  std::uint64_t compensated = 0;
};

struct Fault {
  std::string type;
  int status = 500;
  std::string title;
  std::string task;  // reference

  friend auto operator<=>(const Fault&, const Fault&) = default;
};

struct Endings {
  std::uint64_t runs = 0;
  std::uint64_t completed = 0;
  std::uint64_t faulted = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t not_ended = 0;
  std::map<Fault, std::uint64_t> faults;
};

class Survey {
 public:
  explicit Survey(HasEffect has_effect) : has_effect_(std::move(has_effect)) {}

  // What its text tells, and its tasks, which are counted from now on.
  void add(const runtime::ProgramPtr& program);
  // One run of run_trial().
  void add(const Evidence& evidence, std::uint64_t seed);
  // All runs have been added: what never happened in any of them is known now.
  void conclude();

  // By workflow, then in the order of the rules.
  [[nodiscard]] std::vector<Surveyed> findings() const;
  [[nodiscard]] const Endings& endings() const { return endings_; }
  // Of the tasks of that program which a user sees, by TaskId.
  [[nodiscard]] std::vector<std::pair<std::string, TaskCounts>> tasks_of(const core::Program& program) const;

 private:
  using TaskKey = std::pair<std::string, std::string>;  // digest and reference

  void note(Finding finding, std::uint64_t seed, std::size_t length);
  void count(const InstanceEvidence& instance);
  void count_ending(const Evidence& evidence);
  void find_never_ending(const Evidence& evidence, std::uint64_t seed);
  void find_contradictions(const Evidence& evidence, std::uint64_t seed);
  bool find_listening(const Evidence& evidence, std::uint64_t seed);

  void find_what_never_ran();

  HasEffect has_effect_;
  MissingOutputs missing_outputs_;
  std::map<std::string, runtime::ProgramPtr> programs_;  // by digest
  std::map<TaskKey, TaskCounts> tasks_;
  std::map<std::tuple<std::string, Rule, std::string>, Surveyed> found_;  // by digest, rule and reference
  Endings endings_;
};

}  // namespace baton::simulation
