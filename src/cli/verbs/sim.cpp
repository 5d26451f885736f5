#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/sarif.hpp"
#include "cli/sim/outcome.hpp"
#include "cli/sim/subjects.hpp"
#include "cli/verbs/verbs.hpp"

#include "simulation/survey.hpp"
#include "simulation/trace.hpp"
#include "simulation/trial.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

namespace baton::cli {
namespace {

// Runs that do not end take long and show the same.
constexpr std::uint64_t kMostEndlessRuns = 10;

// "340 of 1000 runs", redrawn on a terminal; nothing elsewhere.
class RunCounter {
 public:
  explicit RunCounter(std::uint64_t total) : total_(total), shown_(stderr_can_redraw()) {}
  RunCounter(const RunCounter&) = delete;
  RunCounter& operator=(const RunCounter&) = delete;
  ~RunCounter() {
    if (drawn_) draw("\r\x1b[K");
  }

  void update(std::uint64_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    drawn_ = true;
    draw("\r" + std::to_string(done) + " of " + std::to_string(total_) + " runs\x1b[K");
  }

 private:
  std::uint64_t total_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

class Simulation {
 public:
  Simulation(const SimArguments& arguments, const Subjects& subjects, const OpenMedium& open_medium)
      : arguments_(arguments), subjects_(subjects), open_medium_(open_medium), survey_(effects()) {
    for (const Subject& subject : subjects_.all) survey_.add(subject.program);
    for (const Subject& subject : subjects_.all) deployed_.push_back(subject.program);
  }

  // Every document under every seed.
  SimOutcome run() {
    const Seeds seeds =
        arguments_.seed ? Seeds{.first = *arguments_.seed, .count = 1} : Seeds{.first = 1, .count = arguments_.runs};
    {
      RunCounter progress(seeds.count * subjects_.to_run);
      for (std::size_t i = 0; i < subjects_.to_run; ++i) try_seeds(subjects_.all[i], seeds, progress);
    }
    if (!arguments_.seed && !interrupted()) survey_.conclude();
    SimOutcome outcome = outcome_of(survey_, subjects_);
    outcome.trace = std::move(trace_);
    outcome.interrupted = interrupted();
    return outcome;
  }

 private:
  [[nodiscard]] simulation::HasEffect effects() const {
    return [this](const core::Program& program, const core::Call& call) {
      return subjects_.mocks.has_effect(program, call);
    };
  }

  struct Seeds {
    std::uint64_t first;
    std::uint64_t count;
  };

  void try_seeds(const Subject& subject, Seeds seeds, RunCounter& progress) {
    const simulation::Trial trial{.program = subject.program,
                                  .inputs = subjects_.inputs,
                                  .deployed = deployed_,
                                  .mocks = subjects_.mocks,
                                  .events = subjects_.events,
                                  .cancels = arguments_.cancel,
                                  .goes_on = [] { return !interrupted(); }};
    const std::uint64_t endless_before = survey_.endings().not_ended;
    for (std::uint64_t i = 0; i < seeds.count; ++i) {
      const std::uint64_t seed = seeds.first + i;
      const auto medium = open_medium_();
      const simulation::Evidence evidence = simulation::run_trial(trial, seed, *medium);
      if (interrupted()) return;  // what is left of this run says nothing
      survey_.add(evidence, seed);
      if (arguments_.seed) std::ranges::move(simulation::trace_of(evidence), std::back_inserter(trace_));
      progress.update(survey_.endings().runs);
      if (survey_.endings().not_ended - endless_before < kMostEndlessRuns) continue;
      say(subject.document.file + ": stopped after " + std::to_string(kMostEndlessRuns) + " runs that did not end");
      return;
    }
  }

  const SimArguments& arguments_;
  const Subjects& subjects_;
  const OpenMedium& open_medium_;
  std::vector<runtime::ProgramPtr> deployed_;
  simulation::Survey survey_;
  std::vector<std::string> trace_;
};

Result<void> print_outcome(const SimOutcome& outcome, const SimArguments& arguments) {
  if (arguments.sarif == "-") return print_json(sim_sarif(outcome));
  return arguments.common.json ? print_json(sim_json(outcome)) : print(sim_text(outcome));
}

ExitCode code_of(const SimOutcome& outcome) {
  if (found_something(outcome)) return ExitCode::Faulted;
  return outcome.interrupted ? ExitCode::NotEnded : ExitCode::Success;
}

}  // namespace

Result<ExitCode> perform(const SimArguments& arguments, const OpenMedium& open_medium) {
  const auto subjects = read_subjects(arguments);
  if (!subjects) return std::unexpected(subjects.error());
  SarifFile sarif;
  if (auto opened = sarif.open(arguments.sarif); !opened) return std::unexpected(opened.error());
  catch_interrupts();
  const SimOutcome outcome = Simulation(arguments, *subjects, open_medium).run();
  if (outcome.interrupted) say("interrupted after " + std::to_string(outcome.endings.runs) + " runs");
  if (auto written = sarif.write(sim_sarif(outcome)); !written) return std::unexpected(written.error());
  if (auto printed = print_outcome(outcome, arguments); !printed) return std::unexpected(printed.error());
  return code_of(outcome);
}

}  // namespace baton::cli
