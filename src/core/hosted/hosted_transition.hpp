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
  [[nodiscard]] const HostedState& state() const { return state_; }

  // An intent that equals one whose outcome stayed unknown uses its key again.
  void ask_call(Value intent, int format, Call call);
  void ask_child(Value intent, int format, StartChild child);
  void ask_delay(Value intent, int format, Timestamp until);
  // What was asked under this key, or by this timer; nullptr: nothing that is open.
  [[nodiscard]] const HostedRequest* find(const IntentKey& key) const;
  [[nodiscard]] const HostedRequest* find(TimerId timer) const;
  // It is not open any more.
  HostedRequest take(const HostedRequest& request);
  void remember_unknown(HostedRequest request);
  // Is a call or a child not answered yet?
  [[nodiscard]] bool has_open_requests() const;

 private:
  HostedState& state_;
};

}  // namespace baton::core
