// What one thread gives a user's function, one piece after the other (observers.hpp).
#pragma once

#include "engine/doorbell.hpp"

#include <baton/time.hpp>

#include <optional>

namespace baton::engine {

class Watched {
 public:
  Watched() = default;
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  virtual ~Watched() = default;

  // Calls the function with what is next. False: nothing is, or it has ended.
  virtual bool deliver() = 0;
  // The engine closes, and there is no more time: says so, if there is anything to say.
  virtual void deliver_rest() = 0;
  // The function is not called once this has returned, as EndableCallback says.
  virtual void end() = 0;
  // Nothing of the engine is used once this has returned, whether the function has returned or not.
  virtual void let_go() = 0;

  // Rings when there is something to deliver, or nothing more to come.
  [[nodiscard]] virtual Doorbell& bell() = 0;
  // When to look again, if it has not rung by then; nullopt: never.
  [[nodiscard]] virtual std::optional<Duration> looks_again_after() const = 0;
};

}  // namespace baton::engine
