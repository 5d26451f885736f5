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

std::function<void(CallOutcome)> first_answer(const runtime::CallRequest& request,
                                              const OperatorGateway::Answered& answered) {
  return [id = request.instance, key = request.key, answered,
          done = std::make_shared<std::atomic<bool>>(false)](CallOutcome outcome) {
    if (done->exchange(true)) return;
    answered(id, key, core_outcome(std::move(outcome)));
  };
}

}  // namespace

void OperatorGateway::begin(runtime::CallRequest request) {
  auto done = first_answer(request, parts_.answered);
  auto method = parts_.methods.find(request.call.function);
  if (method == nullptr) {
    return done(CallFailed{make_problem(ProblemKind::Configuration, "the operator method '" + request.call.function +
                                                                        "' is not registered with this engine")});
  }
  parts_.run([request = std::move(request), method = std::move(method), done = std::move(done),
              secrets = parts_.secrets, now = parts_.clock.now()] {
    auto arguments =
        core::resolve_arguments(*request.program, request.call, declared_secrets(*request.program, secrets), now);
    if (!arguments) return done(CallFailed{std::move(arguments).error()});
    try {
      (*method)(*std::move(arguments),
                CallContext{.instance = request.instance,
                            .idempotency_key = request.key,
                            .attempt = request.call.attempt,
                            .deadline = request.call.deadline},
                done);
    } catch (...) {
      done(detail::to_outcome(std::current_exception()));
    }
  });
}

}  // namespace baton::engine
