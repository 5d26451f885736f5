#include "engine/operator_caller.hpp"

#include "engine/limits.hpp"
#include "engine/operator_thread.hpp"

#include <utility>

namespace baton::engine {

void OperatorCaller::call(const std::string& function, Value arguments, CallContext context, Done done) {
  if (const auto method = methods_.find(function)) {
    OperatorThread::begin_operator(function, context);
    return (*method)(std::move(arguments), std::move(context), std::move(done));  // this may be gone when it returns
  }
  Problem problem = make_problem(ProblemKind::Configuration,
                                 "the operator method '" + function + "' is not registered with this engine");
  done(CallFailed{.problem = std::move(problem), .was_made = false});
}

std::size_t OperatorCaller::capacity() const {
  return kMaxWaitingCalls;
}

std::vector<std::string> OperatorCaller::missing(const core::Program& program) const {
  return methods_.missing(program.operator_calls);
}

}  // namespace baton::engine
