#include "engine/operator_gateway.hpp"

#include "base/overloaded.hpp"
#include "core/call_arguments.hpp"

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

// A call on its way. Shared by the task that makes it and by whoever may answer it.
struct CallInProgress {
  runtime::CallRequest request;
  std::shared_ptr<const OperatorMethod> method;
  std::shared_ptr<const OperatorGateway::Answered> answered;
  Value secrets;
  Timestamp now;
  std::atomic<bool> is_answered = false;

  void answer(CallOutcome outcome) {
    if (is_answered.exchange(true)) return;
    (*answered)(std::move(request.instance), std::move(request.key), core_outcome(std::move(outcome)));
  }
};

void make(const std::shared_ptr<CallInProgress>& call) {
  const runtime::CallRequest& request = call->request;
  const Value secrets = request.call.deferred ? declared_secrets(*request.program, call->secrets) : Value();
  auto arguments = core::resolve_arguments(*request.program, request.call, secrets, call->now);
  if (!arguments) return call->answer(CallFailed{std::move(arguments).error()});
  try {
    (*call->method)(*std::move(arguments),
                    CallContext{.instance = request.instance,
                                .idempotency_key = request.key,
                                .attempt = request.call.attempt,
                                .deadline = request.call.deadline},
                    [call](CallOutcome outcome) { call->answer(std::move(outcome)); });
  } catch (...) {
    call->answer(detail::to_outcome(std::current_exception()));
  }
}

}  // namespace

void OperatorGateway::begin(runtime::CallRequest request) {
  auto method = parts_.methods.find(request.call.function);
  const auto call = std::make_shared<CallInProgress>(std::move(request), std::move(method), answered_, parts_.secrets,
                                                     parts_.clock.now());
  if (call->method == nullptr) {
    return call->answer(
        CallFailed{make_problem(ProblemKind::Configuration, "the operator method '" + call->request.call.function +
                                                                "' is not registered with this engine")});
  }
  parts_.run([call] { make(call); });
}

}  // namespace baton::engine
