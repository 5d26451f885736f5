// Port: the event bus. Carries CloudEvents; today the lifecycle events that are derived from history.
#pragma once

#include "core/history.hpp"
#include "core/instance.hpp"

#include <memory>

namespace baton::runtime {

class EventBus {
 public:
  EventBus() = default;
  EventBus(const EventBus&) = delete;
  EventBus& operator=(const EventBus&) = delete;
  virtual ~EventBus() = default;

  // A transition has been committed. Returns at once; `instance` is the state after it.
  virtual void transitioned(const core::Program& program, const core::Instance& instance,
                            const core::HistoryRecord& record) = 0;
};

}  // namespace baton::runtime
