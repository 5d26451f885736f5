#include "simulation/foreman.hpp"

#include <baton/machine.hpp>

namespace baton::tests {
namespace {

// Neither the intents nor the outcomes are nested further, so that checkers read them as they are stored.
struct Working {
  std::string name;
  std::string child;
  std::uint64_t jobs = 0;
  std::vector<std::string> ended;  // how each ended
};
BOOST_DESCRIBE_STRUCT(Working, (), (name, child, jobs, ended))

struct JobEnded {
  std::uint64_t number = 0;
  std::string id;
  bool await = true;
  std::string how;  // "succeeded", "taken", "failed"
};
BOOST_DESCRIBE_STRUCT(JobEnded, (), (number, id, await, how))
struct Poked {
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Poked, (), (number))

struct DoJob {
  std::uint64_t number = 0;
  std::string id;
  bool await = true;
  std::string child;
};
BOOST_DESCRIBE_STRUCT(DoJob, (), (number, id, await, child))

struct Foreman {
  using State = std::variant<Working>;
  using Event = std::variant<JobEnded, Poked>;
  using Intent = std::variant<DoJob>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision begin(Working state) {
    if (state.jobs == 0) return {state};
    DoJob first = next_job(state);
    return {std::move(state), {std::move(first)}};
  }
  static Decision handle(const State& state, const Event& event) {
    const auto* ended = std::get_if<JobEnded>(&event);
    if (ended == nullptr) return {state};
    Working next = std::get<Working>(state);
    next.ended.push_back(ended->how);
    if (next.ended.size() == next.jobs) return {next};
    DoJob job = next_job(next);
    return {std::move(next), {std::move(job)}};
  }

 private:
  static DoJob next_job(const Working& state) {
    const std::uint64_t number = state.ended.size();
    DoJob job{
        .number = number, .id = state.name + "-job-" + std::to_string(number), .await = true, .child = state.child};
    if (number % 4 == 0) job.id = "job-" + std::to_string(number);  // other foremen want it too
    if (number % 4 == 1) job.await = false;
    if (number % 4 == 2) job.id.clear();
    return job;
  }
};

}  // namespace
}  // namespace baton::tests

namespace baton {

template <>
struct MachineTraits<tests::Foreman> {
  using Foreman = tests::Foreman;

  static constexpr int format = 1;
  static constexpr std::array states = {"working"};
  static constexpr std::array events = {"ended", "nudged"};
  static constexpr std::array intents = {"job"};

  static std::expected<Foreman::Decision, Problem> start(const Value& input) {
    auto working = from_value<tests::Working>(input);
    if (!working) return std::unexpected(make_problem(ProblemKind::Validation, working.error()));
    return Foreman::begin(*std::move(working));
  }
  static MachineRequest request(const Foreman::Intent& intent) {
    const auto& job = std::get<tests::DoJob>(intent);
    return MachineChild{.workflow = {"test", job.child, ""}, .input = {}, .id = job.id, .await = job.await};
  }
  static Foreman::Event outcome(const Foreman::Intent& intent, const CallOutcome& outcome) {
    const auto& job = std::get<tests::DoJob>(intent);
    tests::JobEnded ended{.number = job.number, .id = job.id, .await = job.await, .how = "failed"};
    if (std::holds_alternative<CallSucceeded>(outcome)) ended.how = "succeeded";
    const auto* failure = std::get_if<CallFailed>(&outcome);
    const bool is_taken = failure != nullptr && failure->problem.status == 409 &&
                          same_problem_type(failure->problem.type, problem_type(ProblemKind::Configuration));
    if (is_taken) ended.how = "taken";
    return ended;
  }
  static std::optional<MachineEnd> end(const Foreman::State& state) {
    const auto& working = std::get<tests::Working>(state);
    if (working.ended.size() < working.jobs) return std::nullopt;
    return to_value(working.ended);
  }
};

}  // namespace baton

namespace baton::tests {

runtime::ProgramPtr foreman_program() {
  static const auto program = std::make_shared<const core::Program>(
      core::machine_program("foreman", std::make_shared<const detail::TypedMachine<Foreman>>()));
  return program;
}

Value foreman_input(const std::string& name, const std::string& child, std::uint64_t jobs) {
  return to_value(Working{.name = name, .child = child, .jobs = jobs, .ended = {}});
}

Job job_of(const Value& intent_or_outcome) {
  return Job{.number = static_cast<std::uint64_t>(*intent_or_outcome.find("number")->as_integer()),
             .id = std::string(intent_or_outcome.find("id")->as_string()),
             .await = intent_or_outcome.find("await")->as_boolean()};
}

}  // namespace baton::tests
