// The gateway to the registered methods: resolves a call's arguments, with the secrets where they need them, and makes
// the call. Only the first answer of a call counts. No secret comes back: every answer passes the redaction.
#pragma once

#include "engine/operator_registry.hpp"
#include "engine/redaction.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/gateway.hpp"

#include <baton/value.hpp>

#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace baton::engine {

class OperatorGateway final : public runtime::Gateway {
 public:
  // Runs calls now or later, on this thread or others.
  using Run = std::function<void(std::span<std::move_only_function<void()>>)>;
  // Takes what a call came to. Called from any thread, also after the gateway is gone.
  using Answered = std::function<void(std::shared_ptr<runtime::CallAnswer>)>;

  struct Parts {
    const OperatorRegistry& methods;  // outlives what `run` runs
    runtime::Clock& clock;
    Value secrets;  // an object, or null
    Run run;
    Answered answered;
  };
  explicit OperatorGateway(Parts parts)
      : parts_(std::move(parts)),
        way_back_(std::make_shared<const WayBack>(Redaction(parts_.secrets), std::move(parts_.answered))) {}

  void begin(runtime::CallRequest request) override;
  void flush() override;
  [[nodiscard]] std::size_t capacity(core::CallKind kind) const override;

  // What an answer passes on its way to the core.
  struct WayBack {
    Redaction redaction;
    Answered answered;
  };

 private:
  Parts parts_;
  std::vector<std::move_only_function<void()>> gathered_;  // calls to make: one hand-over serves many
  std::shared_ptr<const WayBack> way_back_;                // outlives the gateway with its calls
};

}  // namespace baton::engine
