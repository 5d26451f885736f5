// HostedTransition: the working state of one handle() call on a hosted program. It keeps what the program has asked of the world.
#pragma once

#include "core/hosted/state.hpp"
#include "core/transition.hpp"

#include <optional>

namespace baton::core {

class HostedTransition final : public Transition {
 public:
  HostedTransition(const Program& program, Decision& decision);

  [[nodiscard]] HostedState& state() { return state_; }

  // A call. An intent that equals one whose outcome stayed unknown uses its key again.
  void ask(Value intent, int format, Call call);
  void ask_delay(Value intent, int format, Timestamp until);
  // What was asked under this key, or by this timer. It is not open any more.
  [[nodiscard]] std::optional<HostedRequest> take(const IntentKey& key);
  [[nodiscard]] std::optional<HostedRequest> take(TimerId timer);
  void remember_unknown(HostedRequest request);
  [[nodiscard]] bool has_open_calls() const;

 private:
  HostedState& state_;
};

}  // namespace baton::core
