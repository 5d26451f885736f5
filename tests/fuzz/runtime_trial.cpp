#include "adapters/memory/memory_store.hpp"
#include "dsl/dsl.hpp"
#include "fuzz/trial.hpp"
#include "runtime/ports/immediate_journal.hpp"
#include "runtime/runtime.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

using namespace runtime;

constexpr int kMostSteps = 3'000;
constexpr std::string_view kSoundDocument =
    "document: { dsl: '1.0.3', namespace: test, name: sound, version: '1.0.0' }\n"
    "do:\n"
    "  - call: { call: work.a }\n"
    "  - pause: { wait: { seconds: 1 } }\n";

ProgramPtr sound_program() {
  static const ProgramPtr program = dsl::compile(kSoundDocument).value().program;
  return program;
}

// The runtime, a store, and operators that succeed.
class Loop final : public Gateway, public Router, public EventBus, public Ids {
 public:
  explicit Loop(const ProgramPtr& program) {
    (void)programs_.add(sound_program(), now_);
    (void)programs_.add(program, now_);
  }

  bool put(const Specimen& specimen) {
    const StoredInstance& stored = specimen.instance;
    Write write;
    write.instance = stored.row;
    write.head = stored.head;
    write.new_parts = stored.parts;
    write.records = {specimen.history.back()};
    write.set_timers = {{.id = TimerId{1}, .due = now_}, {.id = TimerId{7}, .due = now_}};
    const auto results = store_->commit({.writes = std::vector{write}});
    return results && std::holds_alternative<Committed>(results->writes.front());
  }

  // Until nothing is left to do. The timers of what is quarantined stay, so there may be no such moment.
  void run() {
    for (int i = 0; i < kMostSteps; ++i) {
      if (!calls_.empty()) {
        const CallRequest& call = calls_.front();
        runtime_.answer({call.instance, call.key, core::Succeeded{Value::string("done")}, call.attempt, call.process});
        calls_.pop_front();
      }
      if (runtime_.step(now_)) continue;
      const auto wakes = runtime_.wakes_at();
      if (!wakes && calls_.empty()) return;
      if (wakes) now_ = std::max(now_ + Duration{1}, *wakes);
    }
  }

  void begin(CallRequest request) override { calls_.push_back(std::move(request)); }
  void withdraw(const core::Withdraw&) override {}
  [[nodiscard]] std::size_t capacity(core::CallKind) const override { return 100; }
  [[nodiscard]] std::vector<std::string> missing(const core::Program&) const override { return {}; }
  void route(Message message) override { runtime_.receive(std::move(message)); }
  void transitioned(const core::Program&, const core::Instance&, const core::HistoryRecord&) override {}
  std::string next_id() override { return "new" + std::to_string(++ids_); }
  std::uint64_t next_seed() override { return ++ids_; }

  Runtime& runtime() { return runtime_; }
  Store& store() { return *store_; }

 private:
  static std::expected<ProgramPtr, std::string> compile_nothing(const DefinitionRow&) {
    return std::unexpected("only what is at hand runs here");
  }

  std::unique_ptr<Store> store_ = adapters::open_memory_store();
  ImmediateJournal journal_{*store_};
  Programs programs_{*store_, compile_nothing};
  Runtime runtime_{Ports{.journal = journal_, .gateway = *this, .router = *this, .bus = *this, .ids = *this},
                   programs_};
  Timestamp now_{std::chrono::sys_days{std::chrono::year{2026} / 2 / 1}};
  std::deque<CallRequest> calls_;
  std::uint64_t ids_ = 0;
};

core::EventBody some_command(Random& random) {
  switch (random() % 5) {
    case 0:
      return core::Suspend{};
    case 1:
      return core::Resume{};
    case 2:
      return core::Retry{};
    default:
      return core::Cancel{.compensate = random() % 2 == 0};
  }
}

}  // namespace

std::optional<std::string> try_in_runtime(const Specimen& specimen, Random& random) {
  Loop loop(specimen.program);
  if (!loop.put(specimen)) return std::nullopt;
  const InstanceId sound{"sound"};
  loop.runtime().start({.id = sound, .program = sound_program(), .requested_version = {}, .input = {}},
                       [](const CommandResult&) {});
  if (random() % 2 == 0) {
    loop.runtime().recover();
  } else {
    loop.runtime().recover(specimen.instance.row.id);
  }
  loop.run();
  for (int i = 0; i < 3; ++i) {
    bool is_answered = false;
    loop.runtime().command(specimen.instance.row.id, some_command(random),
                           [&](const CommandResult&) { is_answered = true; });
    loop.run();
    if (!is_answered) return "a command got no answer";
  }
  const auto row = loop.store().find(sound);
  if (!row || !*row || (*row)->status != Status::Completed) return "the sound instance did not complete";
  return std::nullopt;
}

}  // namespace baton::tests
