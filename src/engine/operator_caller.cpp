#include "engine/operator_caller.hpp"

#include "engine/limits.hpp"
#include "engine/operator_thread.hpp"

#include <utility>

namespace baton::engine {

bool OperatorCaller::call(const std::string& function, Value arguments, CallContext context, Done done) {
  const auto method = methods_.find(function);
  if (method == nullptr) return false;
  OperatorThread::begin_operator(function, context);
  (*method)(std::move(arguments), std::move(context), std::move(done));
  return true;  // this may be gone
}

std::size_t OperatorCaller::capacity() const {
  return kMaxWaitingCalls;
}

std::vector<std::string> OperatorCaller::missing(const core::Program& program) const {
  return methods_.missing(program.operator_calls);
}

}  // namespace baton::engine
