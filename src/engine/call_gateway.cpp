#include "engine/call_gateway.hpp"

#include "base/overloaded.hpp"
#include "core/call_arguments.hpp"
#include "core/limits.hpp"
#include "engine/limits.hpp"
#include "engine/log.hpp"
#include "engine/operator_registry.hpp"
#include "engine/operator_thread.hpp"
#include "engine/progress_board.hpp"
#include "value/measure.hpp"

#include <exception>
#include <stop_token>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

core::Outcome core_outcome(CallOutcome outcome) {
  return std::visit(
      overloaded{
          [](CallSucceeded& success) -> core::Outcome { return core::Succeeded{std::move(success.output)}; },
          [](CallFailed& failure) -> core::Outcome { return core::Failed{std::move(failure.problem)}; },
          [](CallUnknown& unknown) -> core::Outcome { return core::OutcomeUnknown{std::move(unknown.problem)}; }},
      outcome);
}

// It is kept for each call in progress. That the operator is alive counts, whatever it says.
Value admitted(Value progress) {
  if (measure(progress).bytes <= kMaxProgressBytes && measure(progress).depth <= core::kMaxDataDepth) return progress;
  return Value::string("[larger than the " + std::to_string(kMaxProgressBytes >> 10) + " KiB that progress may have]");
}

// The document sees the secrets that it has declared, and no others.
Value declared_secrets(const core::Program& program, const Value& secrets) {
  std::vector<Member> declared;
  for (const std::string& name : program.secrets) {
    if (const Value* secret = secrets.find(name)) declared.emplace_back(name, *secret);
  }
  return Value::object(std::move(declared));
}

}  // namespace

struct CallGateway::WayBack {
  CallGateway* gateway;  // for the loop's thread alone, which is there only as long as the gateway
  Redaction redaction;
  std::function<void(Job&&)> to_loop;
  std::shared_ptr<ProgressBoard> board;
};

// A call on its way. Shared by the job that makes it and by whoever may answer it, on whatever thread and however late:
// nothing in it owns an operator or a thread.
struct CallGateway::CallInProgress final : detail::Heartbeats, std::enable_shared_from_this<CallInProgress> {
  enum class Stage : std::uint8_t { Waiting, Made, Answered };

  CallInProgress(runtime::CallAnswer answer_, core::Call call_, runtime::Caller* caller_,
                 std::shared_ptr<const WayBack> way_back_)
      : answer(std::move(answer_)), call(std::move(call_)), caller(caller_), way_back(std::move(way_back_)) {}

  runtime::CallAnswer answer;  // its outcome is yet to come
  core::Call call;
  runtime::Caller* caller;  // outlives the jobs that make calls
  std::shared_ptr<const WayBack> way_back;
  std::atomic<Stage> stage = Stage::Waiting;
  std::atomic<std::uint32_t> ways_to_answer = 0;  // the copies of `done`
  std::stop_source stop{std::nostopstate};        // there is one as soon as it is made
  OperatorThread::Run run = {};                   // the same
  // Where the arguments are deferred:
  std::shared_ptr<const core::Program> program = {};
  Value secrets = {};
  Timestamp now = {};
  std::atomic<bool> has_progress = false;  // on the board, or soon
  std::uint64_t place = 0;  // among those that wait for their operator, where it is one of them; the loop's

  [[nodiscard]] std::expected<Value, Problem> arguments() const {
    if (!call.deferred) return call.arguments;
    return core::resolve_arguments(*program, call, declared_secrets(*program, secrets), now);
  }
  [[nodiscard]] IntentKey idempotency_key() const { return call.as.empty() ? answer.key : IntentKey{call.as}; }
  [[nodiscard]] CallContext context() {
    return CallContext{.instance = answer.instance,
                       .idempotency_key = idempotency_key(),
                       .attempt = call.attempt,
                       .deadline = call.deadline,
                       .stop = stop.get_token(),
                       .attempt_under_key = answer.attempt,
                       .heartbeats = shared_from_this()};
  }
  // Whoever answers looks at has_progress after it has set the stage: so one of the two sees the other.
  void heartbeat(const CallContext& context, Value progress) override {
    has_progress = true;
    way_back->board->put(call.function, context, way_back->redaction.redacted(admitted(std::move(progress))),
                         [this] { return stage == Stage::Answered; });
  }
  // Only one of those who want to move it on from there does.
  [[nodiscard]] bool leaves(Stage from, Stage to) { return stage.compare_exchange_strong(from, to); }
};

// The `done` of a call. Once no copy of it is left, nobody can answer any more: then the outcome is unknown, at once.
class CallGateway::Done {
 public:
  explicit Done(std::shared_ptr<CallInProgress> call) : call_(std::move(call)) {
    if (call_ != nullptr) ++call_->ways_to_answer;
  }
  Done(const Done& other) : Done(other.call_) {}
  Done(Done&&) noexcept = default;  // from there, nothing is left
  Done& operator=(const Done&) = delete;
  Done& operator=(Done&&) = delete;
  ~Done() {
    if (call_ == nullptr || --call_->ways_to_answer > 0 || call_->stage != CallInProgress::Stage::Made) return;
    answer(call_, CallUnknown{make_problem(ProblemKind::Runtime,
                                           "the operator dropped the call without an answer: it never called `done`")});
  }

  void operator()(CallOutcome outcome) const { answer(call_, std::move(outcome)); }
  // The call has not been made: it may be made again before this is destroyed, and be dropped then by another.
  void forget() && {
    --call_->ways_to_answer;
    call_ = nullptr;
  }

 private:
  std::shared_ptr<CallInProgress> call_;
};

CallGateway::Name CallGateway::name_of(const std::shared_ptr<CallInProgress>& call) {
  return {.key = call->answer.key.value, .attempt = call->answer.attempt};
}

CallGateway::CallGateway(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      way_back_(std::make_shared<const WayBack>(this, Redaction(dependencies_.secrets),
                                                std::move(dependencies_.to_loop),
                                                std::make_shared<ProgressBoard>(dependencies_.clock))) {
  for (auto& [kind, route] : dependencies_.routes)
    outlets_.emplace(kind, Outlet{.route = std::move(route), .gathered = {}});
}

CallGateway::~CallGateway() {
  way_back_->board->close();
}

std::vector<CallProgress> CallGateway::progress(const InstanceId& instance) const {
  return way_back_->board->of(instance);
}

void CallGateway::answer(const std::shared_ptr<CallInProgress>& call, CallOutcome outcome) {
  using Stage = CallInProgress::Stage;
  if (call->stage.exchange(Stage::Answered) != Stage::Answered) deliver(call, std::move(outcome));
}

void CallGateway::deliver(const std::shared_ptr<CallInProgress>& call, CallOutcome outcome) {
  const WayBack& way_back = *call->way_back;
  if (call->has_progress) way_back.board->remove(call->answer.instance, call->idempotency_key(), call->answer.attempt);
  if (const auto* failure = std::get_if<CallFailed>(&outcome)) call->answer.was_made = failure->was_made;
  call->answer.outcome = way_back.redaction.redacted(core_outcome(std::move(outcome)));
  way_back.to_loop([call] { call->way_back->gateway->arrived(call); });
}

// Calls that are answered are forgotten here, where they were begun: so that needs no order with other threads.
void CallGateway::arrived(const std::shared_ptr<CallInProgress>& call) {
  {
    const std::lock_guard lock(mutex_);
    in_progress_.erase(call);
    if (call->place > 0) forget_not_served(call);
  }
  dependencies_.answered(std::move(call->answer));
}

void CallGateway::make(const std::shared_ptr<CallInProgress>& call) {
  using Stage = CallInProgress::Stage;
  call->stop = std::stop_source();  // before others can see that it is made
  call->run = OperatorThread::current_run();
  if (!call->leaves(Stage::Waiting, Stage::Made)) return;  // it was withdrawn
  auto arguments = call->arguments();
  if (!arguments) return answer(call, CallFailed{.problem = std::move(arguments).error(), .was_made = false});
  Done done(call);  // so that the exception answers, not the unwinding that drops the caller's copies
  try {
    if (call->caller->call(call->call.function, *std::move(arguments), call->context(), done)) return;
  } catch (...) {
    return done(detail::outcome_of_exception(std::current_exception()));
  }
  std::move(done).forget();
  give_back(call);
}

// Nobody serves it here. Operators may be registered at any time; of other kinds of calls none comes later.
void CallGateway::give_back(const std::shared_ptr<CallInProgress>& call) {
  using Stage = CallInProgress::Stage;
  if (call->call.kind != core::CallKind::Operator) {
    Problem problem =
        make_problem(ProblemKind::Configuration, "this engine does not serve calls of '" + call->call.function + "'");
    return answer(call, CallFailed{.problem = std::move(problem), .was_made = false});
  }
  if (!call->leaves(Stage::Made, Stage::Waiting)) return;
  call->way_back->to_loop([call] { call->way_back->gateway->not_served(call); });
}

void CallGateway::not_served(const std::shared_ptr<CallInProgress>& call) {
  if (call->stage == CallInProgress::Stage::Answered) return;
  if (call->stop.stop_requested()) return withdraw(call);
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    auto& calls = not_served_[call->call.function];
    is_first = calls.empty();
    call->place = ++last_place_;
    calls.emplace(call->place, call);
    ++not_served_count_;
  }
  if (dependencies_.operators.find(call->call.function) != nullptr) return registered();  // meanwhile
  if (is_first) dependencies_.log.operator_missing(call->call.function);
}

void CallGateway::forget_not_served(const std::shared_ptr<CallInProgress>& call) {
  const auto calls = not_served_.find(call->call.function);
  not_served_count_ -= calls->second.erase(std::exchange(call->place, 0));
  if (calls->second.empty()) not_served_.erase(calls);
}

void CallGateway::registered() {
  Outlet& outlet = outlets_.at(core::CallKind::Operator);
  const std::lock_guard lock(mutex_);
  for (auto waiting = not_served_.begin(); waiting != not_served_.end();) {
    const auto& [function, calls] = *waiting;
    if (dependencies_.operators.find(function) == nullptr) {
      ++waiting;
      continue;
    }
    for (const auto& [place, call] : calls) {
      call->place = 0;
      outlet.gathered.emplace_back([call] { make(call); });
    }
    not_served_count_ -= calls.size();
    waiting = not_served_.erase(waiting);
  }
}

bool CallGateway::waits_for_operator(const IntentKey& key, std::uint32_t attempt) const {
  if (not_served_count_ == 0) return false;
  const std::lock_guard lock(mutex_);
  const auto found = in_progress_.find(Name{.key = key.value, .attempt = attempt});
  return found != in_progress_.end() && (*found)->place > 0;
}

std::vector<MissingOperator> CallGateway::missing_operators() const {
  const std::lock_guard lock(mutex_);
  std::vector<MissingOperator> missing;
  for (const auto& [function, calls] : not_served_) missing.push_back({.function = function, .waiting = calls.size()});
  return missing;
}

CallGateway::Outlet& CallGateway::outlet_of(const core::Call& call) {
  const auto own = outlets_.find(call.kind);
  const bool is_replaced =
      call.kind != core::CallKind::Operator && dependencies_.operators.find(call.function) != nullptr;
  return own == outlets_.end() || is_replaced ? outlets_.at(core::CallKind::Operator) : own->second;
}

bool CallGateway::remember(const std::shared_ptr<CallInProgress>& call) {
  const std::lock_guard lock(mutex_);
  if (!is_closed_) in_progress_.insert(call);
  return !is_closed_;
}

void CallGateway::begin(runtime::CallRequest request) {
  Outlet& outlet = outlet_of(request.call);
  const auto call = std::make_shared<CallInProgress>(runtime::CallAnswer{.instance = std::move(request.instance),
                                                                         .key = std::move(request.key),
                                                                         .outcome = {},
                                                                         .attempt = request.attempt,
                                                                         .process = request.process},
                                                     std::move(request.call), outlet.route.caller, way_back_);
  if (call->call.deferred) {
    call->program = std::move(request.program);
    call->secrets = dependencies_.secrets;
    call->now = dependencies_.clock.now();
  }
  if (!remember(call)) return;
  outlet.gathered.emplace_back([call] { make(call); });
  if (outlet.gathered.size() >= kMaxGatheredCalls) flush(outlet);
}

void CallGateway::withdraw(const core::Withdraw& withdrawn) {
  std::shared_ptr<CallInProgress> call;
  {
    const std::lock_guard lock(mutex_);
    const auto found = in_progress_.find(Name{.key = withdrawn.key.value, .attempt = withdrawn.attempt});
    if (found != in_progress_.end()) call = *found;
  }
  if (call != nullptr) withdraw(call);
}

void CallGateway::withdraw(const std::shared_ptr<CallInProgress>& call) {
  using Stage = CallInProgress::Stage;
  if (call->leaves(Stage::Waiting, Stage::Answered)) {
    Problem problem = make_problem(ProblemKind::Runtime, "nobody waited for the call any more, so it was not made");
    return deliver(call, CallFailed{.problem = std::move(problem), .was_made = false});
  }
  if (call->stage != Stage::Made) return;
  call->stop.request_stop();
  call->run.give_up();
}

void CallGateway::close() {
  Calls calls;  // without the lock, because whoever is asked to stop may answer
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    calls.assign(in_progress_.begin(), in_progress_.end());
  }
  for (const auto& call : calls) withdraw(call);
}

void CallGateway::flush() {
  for (auto& [kind, outlet] : outlets_) flush(outlet);
}

void CallGateway::flush(Outlet& outlet) {
  if (outlet.gathered.empty()) return;
  auto calls = std::exchange(outlet.gathered, {});  // on this thread a call may answer at once
  outlet.route.run(calls);
  calls.clear();
  if (outlet.gathered.empty()) outlet.gathered = std::move(calls);
}

std::size_t CallGateway::capacity(core::CallKind kind) const {
  const auto outlet = outlets_.find(kind);
  const std::size_t capacity =
      (outlet == outlets_.end() ? outlets_.at(core::CallKind::Operator) : outlet->second).route.caller->capacity();
  return kind == core::CallKind::Operator ? capacity + not_served_count_ : capacity;
}

std::vector<std::string> CallGateway::missing(const core::Program& program) const {
  std::vector<std::string> missing;
  for (const auto& [kind, outlet] : outlets_) {
    for (std::string& function : outlet.route.caller->missing(program)) missing.push_back(std::move(function));
  }
  return missing;
}

}  // namespace baton::engine
