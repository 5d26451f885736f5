// The instances of a machine without a blocked thread: what Machines (baton/machine.hpp) does, awaitable.
//
//   engine.add_machine<Payment>("payment").or_exit();
//   const baton::AsyncMachines<Payment> payments(async, "payment");                  // a baton::AsyncEngine
//   const auto id = co_await payments.start(terms, "payment-4711");                  // Result<InstanceId>
//   const auto sent = co_await payments.send(*id, Process{});
//   const auto state = co_await payments.state(*id);                                 // Result<Payment::State>
//
// A handle: copied freely. Threading and lifetimes are those of the AsyncEngine, of which it keeps a copy.
#pragma once

#include <baton/awaitable.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/machine.hpp>

#include <expected>
#include <string>
#include <utility>

namespace baton BATON_PUBLIC {

template <class M>
class AsyncMachines {
 public:
  // The name under which the machine is registered with the engine.
  AsyncMachines(AsyncEngine engine, std::string name) : engine_(std::move(engine)), name_(std::move(name)) {}

  [[nodiscard]] Awaitable<InstanceId> start(Value input, std::string id = {}) const {
    StartOptions options{.workflow = {"machine", name_, ""}, .input = std::move(input), .id = std::move(id)};
    return engine_.start(std::move(options));
  }
  // InvalidArgument if the event cannot be written.
  [[nodiscard]] Awaitable<void> send(InstanceId id, const typename M::Event& event,
                                     const SendOptions& options = {}) const {
    auto json = detail::TypedMachine<M>::try_write_event(event);
    if (!json) {
      return engine_.refused(Error{.kind = Error::Kind::InvalidArgument,
                                   .message = "the event cannot be sent: " + std::move(json).error()});
    }
    return engine_.send_event(name_, std::move(id),
                              {.event = {.json = *std::move(json), .format = MachineTraits<M>::format},
                               .source = options.source,
                               .id = options.id});
  }
  [[nodiscard]] Awaitable<typename M::State> state(InstanceId id) const {
    return engine_.find(id).transformed(
        [id, name = name_](const Result<InstanceView>& view) { return Machines<M>::state_in(view, id, name); });
  }

 private:
  mutable AsyncEngine engine_;  // its methods only ask
  std::string name_;
};

}  // namespace baton BATON_PUBLIC
