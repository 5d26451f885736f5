// The caller of operators' methods.
#pragma once

#include "engine/operator_registry.hpp"
#include "runtime/ports/caller.hpp"

namespace baton::engine {

class OperatorCaller final : public runtime::Caller {
 public:
  // The methods outlive it.
  explicit OperatorCaller(const OperatorRegistry& methods) : methods_(methods) {}

  bool call(const std::string& function, Value arguments, CallContext context, Done done) override;
  [[nodiscard]] std::size_t capacity() const override;
  [[nodiscard]] std::vector<std::string> missing(const core::Program& program) const override;

 private:
  const OperatorRegistry& methods_;
};

}  // namespace baton::engine
