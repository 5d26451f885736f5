// Testing workflows and operators separately: an engine in memory with virtual time, without threads.
//
//   baton::testing::TestEngine engine;
//   engine.on("payment.charge").fails_once(baton::make_problem(ProblemKind::Communication, "busy")).returns(receipt);
//   engine.deploy(read_file("order.yaml")).value();
//   auto id = engine.start({.workflow = {"shop", "order", ""}, .input = order}).value();
//   engine.run_until_idle();                       // runs until it must wait for time to pass
//   engine.advance(std::chrono::hours{24});        // every timer on the way fires at its own time
//   EXPECT_EQ(engine.find(id)->summary.status, baton::Status::Completed);
//   EXPECT_EQ(engine.calls("payment.charge").size(), 2);
//
// It runs the same core and runtime as Engine. Ids and random numbers are the same in every run.
// Threading: all methods are called from one thread; operators and observers run on it, and may call the engine. In a
// subscriber and in a machine, methods that return a Result fail as those of Engine do (Unavailable), and stepping ends the
// process. Only the answer of an operator that answers later may come from another thread, and takes effect in the next step.
// With GoogleTest: after `using namespace baton;`, `testing::Test` is ambiguous, because of this namespace. Write `::testing::Test`.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/engine.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {
namespace testing {

// A call as the operator received it.
struct RecordedCall {
  InstanceId instance;
  std::string function;
  Value arguments;
  IntentKey idempotency_key;
  std::uint32_t attempt = 1;
  Timestamp at;
};

// What a method answers. Those for one call are used up first, in the order in which they were given; then the last of
// the others holds for every call. Without any, a call succeeds with null. A method of which there is no script, because
// `on(name)` was never called, is not registered: start() refuses workflows that call it (MissingOperators).
class Script {
 public:
  using Answer = std::function<CallOutcome(const Value& arguments, const CallContext& context)>;

  Script& returns(Value output);
  Script& returns_once(Value output);
  Script& fails(Problem problem);  // a declared failure
  Script& fails_once(Problem problem);
  // Nobody knows whether it happened: a runtime error, status 500, as of an operator that throws. For another error, for example what a
  // lost HTTP call gives (communication), use answers() with a CallUnknown.
  Script& unknown();
  Script& unknown_once();
  Script& answers(Answer answer);
  Script& never_answers();  // until TestEngine::answer()

 private:
  friend class TestEngine;
  struct State;
  explicit Script(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

class TestEngine {
 public:
  explicit TestEngine(Value secrets = {});
  TestEngine(TestEngine&&) noexcept;
  TestEngine& operator=(TestEngine&&) noexcept;
  ~TestEngine();

  // Operators: scripted, or real ones.
  // "payment.charge"; the same script each time. A script and a real method of one name replace each other: the later one counts.
  Script on(std::string function);
  template <class Operator>
  Result<void> add_operator(const std::string& name, std::shared_ptr<Operator> instance) {
    return add_methods(detail::named_methods(name, std::move(instance)));
  }
  Result<void> add_method(std::string function, OperatorMethod method);
  Result<void> add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods);
  template <class M>
  Result<Machines<M>> add_machine(std::string name) {  // baton/machine.hpp
    return Machines<M>::add(machine_host(), std::move(name));
  }
  [[nodiscard]] detail::MachineHost& machine_host();

  // As in Engine. The request is durable when the method returns; run_until_idle() and advance() do the rest.
  Result<DefinitionSummary> deploy(std::string_view document, const Caller& caller = {});
  Result<std::vector<DefinitionView>> find_definitions(const DefinitionFilter& filter = {});
  Result<DefinitionView> find_definition(const DefinitionName& name);
  Result<DefinitionView> find_definition(const Digest& digest);
  Result<void> undeploy(const DefinitionName& name, const Caller& caller = {});
  Result<InstanceId> start(const StartOptions& options, const Caller& caller = {});
  Result<InstanceId> run(std::string_view document, const RunOptions& options, const Caller& caller = {});
  Result<InstanceId> fork(const InstanceId& source, const ForkOptions& options, const Caller& caller = {});
  Result<ForkPreview> preview_fork(const InstanceId& source, const ForkOptions& options);
  Result<void> cancel(const InstanceId& id, Engine::CancelOptions options, const Caller& caller = {});
  Result<void> suspend(const InstanceId& id, const Caller& caller = {});
  Result<void> resume(const InstanceId& id, const Caller& caller = {});
  Result<void> retry(const InstanceId& id, const Caller& caller = {});
  Result<void> remove(const InstanceId& id, const Caller& caller = {});
  Result<BulkReport> bulk(const BulkOptions& options, const Caller& caller = {});
  Result<InstanceView> find(const InstanceId& id);
  Result<InstanceView> find(const InstanceId& id, Revision revision);
  Result<InstanceList> list(const InstanceFilter& filter);
  Result<std::vector<HistoryEntry>> history(const InstanceId& id);
  Result<std::vector<AuditEntry>> audit(std::uint64_t before = 0, std::size_t limit = 100);
  Result<PublishedEvent> publish(CloudEvent event, const Caller& caller = {});
  Result<std::vector<PublishedEvent>> publish_all(std::vector<CloudEvent> events, const Caller& caller = {});
  Result<void> send(const InstanceId& id, CloudEvent event, const Caller& caller = {});
  Result<EventPage> events(const EventQuery& query = {});
  // As an observer: what there is for it is delivered at the end of each step.
  [[nodiscard]] Result<Engine::Subscription> subscribe(EventFilter filter, std::uint64_t from,
                                                       EventSubscriber subscriber);
  [[nodiscard]] Engine::Subscription subscribe(std::function<void(const HistoryEntry&)> subscriber);
  // What waits for the observer is delivered at the end of each step, so its queue has to hold what one step makes.
  [[nodiscard]] Result<Engine::Subscription> observe(Observer observer, ObserveOptions options = {});

  // Of the present process: they start again at 0 after crash_and_recover(). The time of commits is not measured.
  [[nodiscard]] EngineMetrics metrics() const;
  [[nodiscard]] std::vector<CallProgress> progress(const InstanceId& id) const;

  // Handles one batch of events. False: there is nothing to do at the present time.
  bool step();
  void run_until_idle();
  void advance(Duration time);
  [[nodiscard]] Timestamp now() const;

  // The calls that operators have received, oldest first.
  [[nodiscard]] const std::vector<RecordedCall>& calls() const;
  [[nodiscard]] std::vector<RecordedCall> calls(std::string_view function) const;
  // Answers a call that its script left open. If there are several answers, the first counts.
  void answer(const RecordedCall& call, CallOutcome outcome);

  // The process dies and another one recovers: what was not durable is lost, what was in flight is called again.
  void crash_and_recover();

 private:
  class Implementation;
  // Of a moved-from TestEngine there is none: ends the process with a message.
  [[nodiscard]] Implementation& implementation() const;

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace testing
}  // namespace baton BATON_PUBLIC
