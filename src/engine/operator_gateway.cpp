#include "engine/operator_gateway.hpp"

#include "base/overloaded.hpp"
#include "core/call_arguments.hpp"
#include "engine/limits.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

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

// The document sees the secrets that it has declared, and no others.
Value declared_secrets(const core::Program& program, const Value& secrets) {
  std::vector<Member> declared;
  for (const std::string& name : program.secrets) {
    if (const Value* secret = secrets.find(name)) declared.emplace_back(name, *secret);
  }
  return Value::object(std::move(declared));
}

// A call on its way. Shared by the task that makes it and by whoever may answer it, on whatever thread and however late:
// nothing in it owns an operator or a thread.
struct CallInProgress {
  runtime::CallAnswer answer;  // its outcome is yet to come
  core::Call call;
  const OperatorMethod* method;  // the registry's, which outlives the tasks that make calls
  std::shared_ptr<const OperatorGateway::WayBack> way_back;
  std::atomic<bool> is_answered = false;
  // Where the arguments are deferred:
  std::shared_ptr<const core::Program> program = {};
  Value secrets = {};
  Timestamp now = {};
};

void answer(const std::shared_ptr<CallInProgress>& call, CallOutcome outcome) {
  if (call->is_answered.exchange(true)) return;
  const OperatorGateway::WayBack& way_back = *call->way_back;
  if (const auto* failure = std::get_if<CallFailed>(&outcome)) call->answer.was_made = failure->was_made;
  call->answer.outcome = way_back.redaction.redacted(core_outcome(std::move(outcome)));
  way_back.answered(std::shared_ptr<runtime::CallAnswer>(call, &call->answer));
}

std::expected<Value, Problem> arguments_of(const CallInProgress& call) {
  if (!call.call.deferred) return call.call.arguments;
  return core::resolve_arguments(*call.program, call.call, declared_secrets(*call.program, call.secrets), call.now);
}

void make(const std::shared_ptr<CallInProgress>& call) {
  auto arguments = arguments_of(*call);
  if (!arguments) return answer(call, CallFailed{.problem = std::move(arguments).error(), .was_made = false});
  try {
    (*call->method)(*std::move(arguments),
                    CallContext{.instance = call->answer.instance,
                                .idempotency_key = call->answer.key,
                                .attempt = call->call.attempt,
                                .deadline = call->call.deadline},
                    [call](CallOutcome outcome) { answer(call, std::move(outcome)); });
  } catch (...) {
    answer(call, detail::to_outcome(std::current_exception()));
  }
}

}  // namespace

void OperatorGateway::begin(runtime::CallRequest request) {
  const OperatorMethod* method = parts_.methods.find(request.call.function);
  const auto call = std::make_shared<CallInProgress>(runtime::CallAnswer{.instance = std::move(request.instance),
                                                                         .key = std::move(request.key),
                                                                         .outcome = {},
                                                                         .attempt = request.attempt,
                                                                         .process = request.process},
                                                     std::move(request.call), method, way_back_);
  if (call->method == nullptr) {
    Problem problem = make_problem(ProblemKind::Configuration, "the operator method '" + call->call.function +
                                                                   "' is not registered with this engine");
    return answer(call, CallFailed{.problem = std::move(problem), .was_made = false});
  }
  if (call->call.deferred) {
    call->program = std::move(request.program);
    call->secrets = parts_.secrets;
    call->now = parts_.clock.now();
  }
  gathered_.emplace_back([call] { make(call); });
  if (gathered_.size() >= kMaxGatheredCalls) flush();
}

std::size_t OperatorGateway::capacity(core::CallKind /*kind*/) const {
  return kMaxCallsInFlight;
}

void OperatorGateway::flush() {
  if (gathered_.empty()) return;
  auto calls = std::exchange(gathered_, {});  // on this thread a call may answer at once
  parts_.run(calls);
  calls.clear();
  if (gathered_.empty()) gathered_ = std::move(calls);
}

}  // namespace baton::engine
