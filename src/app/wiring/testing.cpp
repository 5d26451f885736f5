#include <baton/testing.hpp>

#include "adapters/memory/memory_store.hpp"
#include "base/check.hpp"
#include "base/overloaded.hpp"
#include "engine/call_gateway.hpp"
#include "engine/definitions.hpp"
#include "engine/errors.hpp"
#include "engine/log_follower.hpp"
#include "engine/mailbox.hpp"
#include "engine/observers.hpp"
#include "engine/operator_caller.hpp"
#include "engine/requests/handling.hpp"
#include "engine/stepped_engine.hpp"
#include "runtime/ports/immediate_journal.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <span>
#include <utility>

namespace baton::testing {

namespace requests = engine::requests;

struct Script::State {
  using Step = std::function<std::optional<CallOutcome>(const Value&, const CallContext&)>;  // nullopt: no answer

  std::deque<Step> once;
  Step always = [](const Value&, const CallContext&) { return CallSucceeded{}; };

  std::optional<CallOutcome> next(const Value& arguments, const CallContext& context) {
    if (once.empty()) return always(arguments, context);
    const Step step = std::move(once.front());
    once.pop_front();
    return step(arguments, context);
  }
};

namespace {

Script::Answer constant(CallOutcome outcome) {
  return [outcome = std::move(outcome)](const Value&, const CallContext&) { return outcome; };
}

// As that of an operator that throws or drops its call, or whose process ends.
CallOutcome nobody_knows() {
  return CallUnknown{make_problem(ProblemKind::Runtime, "nobody knows the outcome of the call")};
}

class VirtualClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override { return now_; }
  void move_to(Timestamp time) { now_ = std::max(now_, time); }

 private:
  Timestamp now_ = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
};

class CountedIds final : public runtime::Ids {
 public:
  [[nodiscard]] std::string next_id() override {
    std::string number = std::to_string(++last_);
    return std::string(16 - number.size(), '0') + number;
  }
  [[nodiscard]] std::uint64_t next_seed() override { return seeds_(); }

 private:
  std::uint32_t last_ = 0;
  std::mt19937_64 seeds_;  // its default seed: the same numbers in every run
};

}  // namespace

Script& Script::returns(Value output) {
  return answers(constant(CallSucceeded{std::move(output)}));
}
Script& Script::returns_once(Value output) {
  state_->once.emplace_back(constant(CallSucceeded{std::move(output)}));
  return *this;
}
Script& Script::fails(Problem problem) {
  return answers(constant(CallFailed{std::move(problem)}));
}
Script& Script::fails_once(Problem problem) {
  state_->once.emplace_back(constant(CallFailed{std::move(problem)}));
  return *this;
}
Script& Script::unknown() {
  return answers(constant(nobody_knows()));
}
Script& Script::unknown_once() {
  state_->once.emplace_back(constant(nobody_knows()));
  return *this;
}
Script& Script::answers(Answer answer) {
  state_->always = std::move(answer);
  return *this;
}
Script& Script::never_answers() {
  state_->always = [](const Value&, const CallContext&) { return std::nullopt; };
  return *this;
}

class TestEngine::Implementation final : public detail::MachineHost {
 public:
  explicit Implementation(Value secrets) : secrets_(std::move(secrets)) { boot(); }

  // One life of the process.
  void boot() {
    life_ = std::make_unique<Life>(*this);
    for (const auto& [name, machine] : machines_) {
      BATON_CHECK(life_->desk.add_machine(name, machine).has_value(), "the engine refuses the test's machine");
    }
  }
  [[nodiscard]] engine::SteppedEngine& stepped() { return life_->stepped; }
  [[nodiscard]] std::vector<CallProgress> progress(const InstanceId& id) const { return life_->gateway.progress(id); }

  // What is done inside the runtime.
  template <class Work>
  auto work(const Work& request) {
    is_at_work_ = true;
    const struct AtWork {
      bool& flag;
      ~AtWork() { flag = false; }
    } at_work{is_at_work_};
    return request(stepped());
  }

  bool step() {
    BATON_CHECK(!is_at_work_, "a callback of a testing engine must not step it");
    std::vector<engine::Mailbox::Job> jobs;
    life_->arrived->take(jobs);
    for (engine::Mailbox::Job& job : jobs) job();
    const bool moved = work([](engine::SteppedEngine& stepped) { return stepped.step(); });
    auto calls = std::exchange(life_->calls, {});
    for (auto& call : calls) call();  // may ask the engine, as on a thread of the pool
    const bool delivered = deliver_to_observers();
    return moved || !jobs.empty() || !calls.empty() || delivered;
  }
  bool deliver_to_observers() {
    if (std::exchange(is_delivering_, true)) return false;  // one of them has the engine take a step
    std::erase_if(observations_, [](const auto& observation) { return observation.expired(); });
    const auto observations = observations_;  // an observer may make and end others
    bool any = false;
    for (const auto& each : observations) {
      const auto observation = each.lock();
      while (observation != nullptr && observation->deliver()) any = true;
    }
    is_delivering_ = false;
    return any;
  }

  Result<std::shared_ptr<void>> observe(Observer observer, const ObserveOptions& options) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    if (auto refused = engine::Observation::refused(options)) return std::unexpected(*std::move(refused));
    const auto observation = std::make_shared<engine::Observation>(std::move(observer), options, log_);
    observations_.push_back(observation);
    auto subscription = subscribers_->add([observation](const HistoryEntry& entry) { observation->put(entry); });
    return std::shared_ptr<void>(nullptr, [observation, subscription](std::nullptr_t) mutable {
      subscription.reset();
      observation->end();
    });
  }

  Result<std::shared_ptr<void>> follow(EventFilter filter, std::uint64_t from, EventSubscriber subscriber) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    const auto read = [this](const EventQuery& query) { return life_->desk.events(query); };
    const auto follower = std::make_shared<engine::LogFollower>(std::move(subscriber), std::move(filter), from,
                                                                engine::LogFollower::Source{.read = read}, log_);
    observations_.push_back(follower);
    return std::shared_ptr<void>(nullptr, [follower](std::nullptr_t) { follower->end(); });
  }

  // What the desk does. Not for a subscriber or a machine, inside which the engine is at work: as Engine says.
  template <class T, class Work>
  Result<T> at_desk(Work work) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    return work(life_->desk);
  }
  // Puts the request into the queue and steps until it is replied to.
  template <class T>
  Result<T> ask(const std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)>& request) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    const auto reply = std::make_shared<std::optional<Result<T>>>();
    work([&](engine::SteppedEngine& stepped) {
      request(stepped, [reply](Result<T> result) { *reply = std::move(result); });
    });
    while (!*reply) BATON_CHECK(step(), "a request was not replied to");
    return **std::move(reply);
  }
  // What the desk and the runtime do for a request.
  template <class R>
  Result<engine::AnswerTo<R>> call(const Caller& caller, R request) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    if constexpr (engine::DeskRequest<R>) {
      return engine::at_desk(life_->desk, caller, std::move(request));
    } else {
      auto prepared = engine::prepared(life_->desk, caller, std::move(request));
      if (!prepared) return std::unexpected(std::move(prepared).error());
      return ask<engine::AnswerTo<R>>([&](engine::SteppedEngine& stepped, auto reply) {
        R::perform(stepped, *std::move(prepared), std::move(reply));
      });
    }
  }

  Result<BulkReport> call(const Caller& caller, requests::Bulk wanted) {
    if (is_at_work_) return std::unexpected(engine::called_back());
    const auto request = engine::admitted(caller, std::move(wanted));
    if (!request) return std::unexpected(request.error());
    const auto apply_all = [&](auto all) {
      std::vector<Result<void>> results;
      for (auto& each : all) results.push_back(call(caller, std::move(each)));
      return results;
    };
    return engine::Bulk(life_->desk, request->options, engine::apply_each(request->options, apply_all)).run(caller);
  }

  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) override {
    auto added = at_desk<void>([&](engine::Desk& desk) { return desk.add_machine(name, machine); });
    if (added) machines_.insert_or_assign(name, std::move(machine));
    return added;
  }
  Result<InstanceId> start_machine(const std::string& name, const Value& input, const std::string& id,
                                   const Caller& caller) override {
    return call(caller,
                requests::Start{.options = {.workflow = engine::machine_definition(name), .input = input, .id = id}});
  }
  Result<void> send_event(const std::string& machine, const InstanceId& id, const detail::SentEvent& event,
                          const Caller& caller) override {
    return call(caller, requests::Send{.machine = machine, .id = id, .event = event});
  }
  Result<InstanceView> find_machine(const InstanceId& id) override { return call({}, requests::Find{.id = id}); }

  // The method, which also records its calls.
  [[nodiscard]] OperatorMethod recorded(const std::string& function, OperatorMethod method) {
    return [this, function, method = std::move(method)](const Value& arguments, const CallContext& context,
                                                        std::function<void(CallOutcome)> done) {
      calls_.push_back(RecordedCall{.instance = context.instance,
                                    .function = function,
                                    .arguments = arguments,
                                    .idempotency_key = context.idempotency_key,
                                    .attempt = context.attempt,
                                    .at = clock_.now()});
      method(arguments, context, std::move(done));
    };
  }
  void script(const std::string& function, OperatorMethod method) {
    operators_.replace(function, recorded(function, std::move(method)));
    registered();
  }
  void registered() {
    life_->arrived->push([life = life_.get()] { life->gateway.registered(); });
  }

  std::unique_ptr<runtime::Store> store_ = adapters::open_memory_store();
  VirtualClock clock_;
  CountedIds ids_;
  Value secrets_;
  std::shared_ptr<engine::Log> log_ = std::make_shared<engine::Log>(nullptr);
  engine::OperatorRegistry operators_;
  engine::OperatorCaller operator_caller_{operators_};
  std::shared_ptr<engine::Subscribers> subscribers_ = std::make_shared<engine::Subscribers>();
  std::vector<std::weak_ptr<engine::Watched>> observations_;  // their handles own them
  std::map<std::string, std::shared_ptr<Script::State>> scripts_;
  std::map<std::string, std::shared_ptr<const detail::AnyMachine>> machines_;
  std::vector<RecordedCall> calls_;
  std::map<IntentKey, std::function<void(CallOutcome)>> open_;  // ways to answer calls of scripts

 private:
  struct Life {
    explicit Life(Implementation& test)
        : gateway({.operators = test.operators_,
                   .routes = {{core::CallKind::Operator,
                               {.caller = &test.operator_caller_,
                                .run =
                                    [this](std::span<engine::CallGateway::Job> begun) {
                                      calls.insert(calls.end(), std::make_move_iterator(begun.begin()),
                                                   std::make_move_iterator(begun.end()));
                                    }}}},
                   .clock = test.clock_,
                   .secrets = test.secrets_,
                   .to_loop = [queue = arrived](engine::Mailbox::Job&& job) { queue->push(std::move(job)); },
                   .answered = [this](runtime::CallAnswer&& answer) { stepped.answer(std::move(answer)); },
                   .log = *test.log_}),
          journal(*test.store_),
          programs(*test.store_, engine::compile_stored),
          desk({.queries = *test.store_,
                .definitions = *test.store_,
                .events = *test.store_,
                .audit = *test.store_,
                .programs = programs,
                .gateway = gateway,
                .clock = test.clock_,
                .ids = test.ids_,
                .mode = EngineOptions::Mode::Write,
                .secrets = test.secrets_,
                .programs_changed = [this] { arrived->push([this] { stepped.programs_changed(); }); }}),
          stepped({.journal = journal,
                   .gateway = gateway,
                   .clock = test.clock_,
                   .ids = test.ids_,
                   .programs = programs,
                   .subscribers = test.subscribers_,
                   .log = *test.log_,
                   .mode = EngineOptions::Mode::Write}) {}
    ~Life() {
      arrived->close();
      gateway.close();
    }

    std::shared_ptr<engine::Mailbox> arrived =
        std::make_shared<engine::Mailbox>(std::numeric_limits<std::size_t>::max(), std::chrono::microseconds{0});
    std::vector<std::move_only_function<void()>> calls;  // to make once the runtime has taken its step
    engine::CallGateway gateway;
    runtime::ImmediateJournal journal;
    runtime::Programs programs;
    engine::Desk desk;
    engine::SteppedEngine stepped;
  };

  std::unique_ptr<Life> life_;
  bool is_delivering_ = false;  // to observers
  bool is_at_work_ = false;     // inside the runtime, which may call subscribers and machines
};

TestEngine::TestEngine(Value secrets) : implementation_(std::make_unique<Implementation>(std::move(secrets))) {}
TestEngine::TestEngine(TestEngine&&) noexcept = default;
TestEngine& TestEngine::operator=(TestEngine&&) noexcept = default;
TestEngine::~TestEngine() = default;

TestEngine::Implementation& TestEngine::implementation() const {
  if (implementation_ == nullptr) detail::stop_on_misuse("a TestEngine that was moved from is used");
  return *implementation_;
}

Script TestEngine::on(std::string function) {
  auto& state = implementation().scripts_[function];
  if (state == nullptr) {
    state = std::make_shared<Script::State>();
    implementation().script(std::move(function),
                            [state, &open = implementation().open_](const Value& arguments, const CallContext& context,
                                                                    const std::function<void(CallOutcome)>& done) {
                              open.insert_or_assign(context.idempotency_key, done);
                              if (auto outcome = state->next(arguments, context)) done(*std::move(outcome));
                            });
  }
  return Script(state);
}

Result<void> TestEngine::add_method(std::string function, OperatorMethod method) {
  std::vector<std::pair<std::string, OperatorMethod>> methods;
  methods.emplace_back(std::move(function), std::move(method));
  return add_methods(std::move(methods));
}

Result<void> TestEngine::add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods) {
  for (auto& [function, method] : methods) {
    if (method != nullptr) method = implementation().recorded(function, std::move(method));
  }
  std::set<std::string> scripted;
  for (const auto& [function, state] : implementation().scripts_) scripted.insert(function);
  std::vector<std::string> added;
  for (const auto& [function, method] : methods) added.push_back(function);
  auto result = implementation().operators_.add(std::move(methods), scripted);
  if (result) {
    for (const std::string& function : added) implementation().scripts_.erase(function);
    implementation().registered();
  }
  return result;
}

detail::MachineHost& TestEngine::machine_host() {
  return *implementation_;
}

Result<DefinitionSummary> TestEngine::deploy(std::string_view document, const Caller& caller) {
  auto all = implementation().call(caller, requests::Deploy{.documents = {std::string(document)}});
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}

Result<std::vector<DefinitionView>> TestEngine::find_definitions(const DefinitionFilter& filter) {
  return implementation().call({}, requests::FindDefinitions{.filter = filter});
}
Result<DefinitionView> TestEngine::find_definition(const DefinitionName& name) {
  return implementation().call({}, requests::FindDefinition{.wanted = name});
}
Result<DefinitionView> TestEngine::find_definition(const Digest& digest) {
  return implementation().call({}, requests::FindDefinition{.wanted = digest});
}
Result<void> TestEngine::undeploy(const DefinitionName& name, const Caller& caller) {
  return implementation().call(caller, requests::Undeploy{.name = name});
}

Result<InstanceId> TestEngine::start(const StartOptions& options, const Caller& caller) {
  return implementation().call(caller, requests::Start{.options = options});
}

Result<InstanceId> TestEngine::run(std::string_view document, const RunOptions& options, const Caller& caller) {
  return implementation().call(caller, requests::Run{.document = std::string(document), .options = options});
}

Result<InstanceId> TestEngine::fork(const InstanceId& source, const ForkOptions& options, const Caller& caller) {
  return implementation().call(caller, requests::Fork{.source = source, .options = options});
}
Result<ForkPreview> TestEngine::preview_fork(const InstanceId& source, const ForkOptions& options) {
  return implementation().call({}, requests::PreviewFork{.source = source, .options = options});
}

Result<void> TestEngine::cancel(const InstanceId& id, Engine::CancelOptions options, const Caller& caller) {
  return implementation().call(caller, requests::Cancel{.id = id, .options = options});
}
Result<void> TestEngine::suspend(const InstanceId& id, const Caller& caller) {
  return implementation().call(caller, requests::Suspend{.id = id});
}
Result<void> TestEngine::resume(const InstanceId& id, const Caller& caller) {
  return implementation().call(caller, requests::Resume{.id = id});
}
Result<void> TestEngine::retry(const InstanceId& id, const Caller& caller) {
  return implementation().call(caller, requests::Retry{.id = id});
}
Result<void> TestEngine::remove(const InstanceId& id, const Caller& caller) {
  return implementation().call(caller, requests::Remove{.id = id});
}
Result<BulkReport> TestEngine::bulk(const BulkOptions& options, const Caller& caller) {
  return implementation().call(caller, requests::Bulk{.options = options});
}
Result<InstanceView> TestEngine::find(const InstanceId& id) {
  return implementation().call({}, requests::Find{.id = id});
}
Result<InstanceView> TestEngine::find(const InstanceId& id, Revision revision) {
  return implementation().call({}, requests::Find{.id = id, .revision = revision});
}
Result<InstanceList> TestEngine::list(const InstanceFilter& filter) {
  return implementation().call({}, requests::List{.filter = filter});
}
Result<std::vector<HistoryEntry>> TestEngine::history(const InstanceId& id) {
  return implementation().call({}, requests::History{.id = id});
}
Result<std::vector<AuditEntry>> TestEngine::audit(std::uint64_t before, std::size_t limit) {
  return implementation().call({}, requests::Audit{.before = before, .limit = limit});
}
Result<PublishedEvent> TestEngine::publish(CloudEvent event, const Caller& caller) {
  std::vector<CloudEvent> events;
  events.push_back(std::move(event));
  auto all = publish_all(std::move(events), caller);
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}
Result<std::vector<PublishedEvent>> TestEngine::publish_all(std::vector<CloudEvent> events, const Caller& caller) {
  return implementation().call(caller, requests::Publish{.events = std::move(events)});
}
Result<void> TestEngine::send(const InstanceId& id, CloudEvent event, const Caller& caller) {
  return implementation().call(caller, requests::Offer{.id = id, .event = std::move(event)});
}
Result<EventPage> TestEngine::events(const EventQuery& query) {
  return implementation().call({}, requests::Events{.query = query});
}
Result<Engine::Subscription> TestEngine::subscribe(EventFilter filter, std::uint64_t from, EventSubscriber subscriber) {
  auto handle = implementation().follow(std::move(filter), from, std::move(subscriber));
  if (!handle) return std::unexpected(std::move(handle).error());
  return Engine::Subscription(*std::move(handle));
}
Engine::Subscription TestEngine::subscribe(std::function<void(const HistoryEntry&)> subscriber) {
  return Engine::Subscription(implementation().subscribers_->add(std::move(subscriber)));
}
Result<Engine::Subscription> TestEngine::observe(Observer observer, ObserveOptions options) {
  auto handle = implementation().observe(std::move(observer), options);
  if (!handle) return std::unexpected(std::move(handle).error());
  return Engine::Subscription(*std::move(handle));
}

std::vector<CallProgress> TestEngine::progress(const InstanceId& id) const {
  return implementation().progress(id);
}

EngineMetrics TestEngine::metrics() const {
  return implementation().stepped().metrics();
}

bool TestEngine::step() {
  return implementation().step();
}

void TestEngine::run_until_idle() {
  constexpr int most = 1'000'000;
  int steps = 0;
  while (step()) BATON_CHECK(++steps < most, "the workflows do not become idle");
}

void TestEngine::advance(Duration time) {
  const Timestamp target = now() + time;
  run_until_idle();
  for (auto next = implementation().stepped().wakes_at(); next && *next <= target;
       next = implementation().stepped().wakes_at()) {
    implementation().clock_.move_to(*next);
    run_until_idle();
  }
  implementation().clock_.move_to(target);
}

Timestamp TestEngine::now() const {
  return implementation().clock_.now();
}

const std::vector<RecordedCall>& TestEngine::calls() const {
  return implementation().calls_;
}

std::vector<RecordedCall> TestEngine::calls(std::string_view function) const {
  std::vector<RecordedCall> calls = implementation().calls_;
  std::erase_if(calls, [&](const RecordedCall& call) { return call.function != function; });
  return calls;
}

void TestEngine::answer(const RecordedCall& call, CallOutcome outcome) {
  const auto open = implementation().open_.find(call.idempotency_key);
  BATON_CHECK(open != implementation().open_.end(), "no script of this engine has received that call");
  open->second(std::move(outcome));
}

void TestEngine::crash_and_recover() {
  implementation().boot();
  implementation().stepped().recover();
}

}  // namespace baton::testing
