#include "simulation/simulation.hpp"

#include "adapters/memory/memory_store.hpp"
#include "contract/faulty_store.hpp"
#include "core/handle.hpp"
#include "dsl/dsl.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/runtime.hpp"
#include "support/document_generator.hpp"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <utility>

namespace baton::tests {
namespace {

using runtime::ProgramPtr;

constexpr int kMostSteps = 20'000;
constexpr int kInstances = 3;

std::expected<ProgramPtr, std::string> compile_row(const runtime::DefinitionRow& row) {
  auto document = parse_json(row.document);
  if (!document) return std::unexpected(document.error().message);
  auto compiled = dsl::compile(*document);
  if (!compiled) return std::unexpected(compiled.error().front().message);
  return compiled->program;
}

class SeededIds final : public runtime::Ids {
 public:
  explicit SeededIds(std::mt19937_64& random) : random_(random) {}
  std::string next_id() override { return "run" + std::to_string(random_()); }
  std::uint64_t next_seed() override { return random_(); }

 private:
  std::mt19937_64& random_;
};

// The world outside: survives every crash of the process.
class Simulation final : public runtime::Gateway, public runtime::EventBus {
 public:
  explicit Simulation(std::uint64_t seed) : random_(seed), ids_(random_), store_(adapters::open_memory_store()) {
    store_.fail_at_random(seed ^ 0x5eed, 8);
  }

  SimulationResult run(std::uint64_t seed) {
    prepare(seed);
    boot();
    for (std::uint64_t i = 0; i < kMostSteps && violations_.empty(); ++i) {
      ++result_.steps;
      // The hostile part of the run ends at some time; after it everything must come to its end.
      hostile_ = i < 400;
      if (!hostile_) store_.fail_at_random(0, 0);
      if (hostile_ && chance(25)) {
        crash();
        continue;
      }
      if (!take_one_action() && all_ended()) break;
    }
    check();
    result_.violations = std::move(violations_);
    return std::move(result_);
  }

 private:
  bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }
  void tell(std::string line) { result_.trace.push_back(std::move(line)); }
  void violated(std::string rule) {
    tell("VIOLATED " + rule);
    violations_.push_back(std::move(rule));
  }

  void prepare(std::uint64_t seed) {
    program_ = dsl::compile(random_document(seed, {})).value().program;
    Value child_document = random_document(seed ^ 0xc417d, DocumentOptions{.children = false});
    child_document =
        child_document.with("document", child_document.find("document")->with("name", Value::string("child")));
    child_ = dsl::compile(child_document).value().program;
  }

  // A process starts on what is stored.
  void boot() {
    runtime_ = std::make_unique<runtime::Runtime>(runtime::Ports{store_, *this, *this, ids_}, compile_row);
    while (!runtime_->programs().deploy(child_, now_)) {
    }
    while (!runtime_->programs().add(program_, now_)) {
    }
    runtime_->recover();
    for (int i = 0; i < kInstances; ++i) {
      const std::string id = "i" + std::to_string(i);
      if (confirmed_.contains(id)) continue;
      runtime_->start(
          {.id = InstanceId{id}, .program = program_, .requested_version = {}, .input = Value::number(std::int64_t{i})},
          [this, id](const runtime::CommandResult& result) {
            if (result)
              confirmed_.insert(id);
            else
              violated("the start of " + id + " was rejected: " + result.error().reason);
          });
    }
  }

  void crash() {
    tell("-- crash");
    ++result_.crashes;
    runtime_.reset();
    in_flight_.clear();  // the answers come to nobody
    boot();
  }

  bool take_one_action() {
    const bool can_answer = !in_flight_.empty();
    if (can_answer && chance(2)) return answer_one();
    if (runtime_->step(now_)) return true;
    if (can_answer) return answer_one();
    return let_time_pass();
  }

  bool let_time_pass() {
    const std::optional<Timestamp> wake = runtime_->wakes_at();
    if (!wake) return false;
    if (*wake > now_) {
      now_ = *wake;
      tell("-- " + std::to_string(now_.time_since_epoch().count()) + " ms");
      return true;
    }
    return runtime_->step(now_);
  }

  // Gateway: the call has gone out, its effect happens at once; the answer is another matter.
  void begin(runtime::CallRequest request) override {
    const std::string& key = request.key.value;
    tell("call " + request.call.function + " " + key);
    if (in_flight_.contains(key)) violated("the call " + key + " was begun twice at the same time");
    const auto [known, is_new] = effects_.emplace(key, request.call.arguments);
    if (!is_new && !(known->second == request.call.arguments))
      violated("the key " + key + " came with other arguments");
    if (acknowledged_.contains(key)) violated("the call " + key + " was made again after its task had completed");
    in_flight_.emplace(key, std::move(request));
  }

  bool answer_one() {
    auto chosen = std::next(in_flight_.begin(), static_cast<std::ptrdiff_t>(random_() % in_flight_.size()));
    const runtime::CallRequest request = std::move(chosen->second);
    in_flight_.erase(chosen);
    core::Outcome outcome = core::Succeeded{Value::string("done " + request.call.function)};
    if (hostile_ && request.call.function.starts_with("work.") && chance(6)) {
      outcome = chance(2) ? core::Outcome(core::Failed{make_problem(ProblemKind::Communication, 503, "busy")})
                          : core::Outcome(core::OutcomeUnknown{make_problem(ProblemKind::Communication, 504, "lost")});
    }
    tell("answer " + request.key.value);
    if (hostile_ && chance(10)) runtime_->answer(request.instance, request.key, outcome);  // twice
    runtime_->answer(request.instance, request.key, outcome);
    return true;
  }

  // EventBus: what has been committed.
  void transitioned(const core::Program&, const core::Instance& instance, const core::HistoryRecord& record) override {
    std::uint64_t& last = seen_[instance.id.value];
    // After an unknown commit and a crash a transition may go unannounced, but none is announced twice.
    if (record.revision.value <= last)
      violated("revision " + std::to_string(record.revision.value) + " of " + instance.id.value +
               " was committed twice");
    last = record.revision.value;
    if (const auto* answer = std::get_if<core::Answer>(&record.event.body);
        answer != nullptr && std::holds_alternative<core::Succeeded>(answer->outcome)) {
      acknowledged_.insert(answer->key.value);
    }
    if (record.event.at > now_) violated("an event of " + instance.id.value + " is from the future");
    for (const core::Change& change : record.changes) {
      tell(instance.id.value + " " + std::to_string(record.revision.value) + " " +
           std::string(core::change_name(change.kind)) + " " + std::to_string(static_cast<std::uint32_t>(change.task)));
    }
  }

  bool all_ended() {
    auto page = store_.inner().list({.status = {}, .space = {}, .name = {}, .limit = 1000, .cursor = {}});
    if (confirmed_.size() < kInstances) return false;
    for (const runtime::InstanceRow& row : page->rows) {
      if (!has_ended(row.status) || row.has_pending) return false;
    }
    return true;
  }

  void check() {
    if (!violations_.empty()) return;
    if (!all_ended()) violated("not every instance has ended");
    auto page = store_.inner().list({.status = {}, .space = {}, .name = {}, .limit = 1000, .cursor = {}});
    for (const runtime::InstanceRow& row : page->rows) check_history(row);
  }

  // The history has no gap, and folding it gives what is stored.
  void check_history(const runtime::InstanceRow& row) {
    const ProgramPtr program = row.digest == program_->digest ? program_ : child_;
    const auto parts = store_.inner().parts(row.id).value();
    const auto rows = store_.inner().history(row.id, Revision{0}, 1'000'000).value();
    core::Instance folded = core::new_instance(row.id, *program);
    runtime::RecordReader records(parts);
    for (const runtime::HistoryRow& each : rows) {
      const auto stored = records.read(each);
      if (!stored)
        return violated("a history record of " + row.id.value + " cannot be read: " + stored.error().message);
      core::Decision decision = core::handle(*program, folded, stored->record.event);
      if (!(decision.record == stored->record))
        return violated("the history of " + row.id.value + " cannot be replayed");
      folded = std::move(decision.next);
    }
    const auto stored = store_.inner().load({}, row.id).value();
    const auto loaded = runtime::decode(*program, *stored);
    if (!loaded || !(loaded->instance == folded))
      violated("what is stored of " + row.id.value + " is not what its history gives");
  }

  std::mt19937_64 random_;
  SeededIds ids_;
  testing::FaultyStore store_;
  ProgramPtr program_;
  ProgramPtr child_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::map<std::string, runtime::CallRequest> in_flight_;  // by key
  std::map<std::string, Value> effects_;                   // by key: with which arguments
  std::set<std::string> acknowledged_;                     // keys whose success was committed
  std::set<std::string> confirmed_;                        // starts
  std::map<std::string, std::uint64_t> seen_;              // revisions
  Timestamp now_{Duration{1'000'000}};
  bool hostile_ = true;
  std::vector<std::string> violations_;
  SimulationResult result_;
};

}  // namespace

SimulationResult simulate(std::uint64_t seed) {
  return Simulation(seed).run(seed);
}

}  // namespace baton::tests
