// What a handle to machines asks of the engine that runs them. Implemented by Engine and TestEngine.
#pragma once

#include <baton/caller.hpp>
#include <baton/detail/any_machine.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/ids.hpp>
#include <baton/instance.hpp>
#include <baton/value.hpp>

#include <memory>
#include <string>

namespace baton BATON_PUBLIC {
namespace detail {

// An event on its way to a machine; source and id are empty, or say which event it is.
struct SentEvent {
  Encoded event;
  std::string source;
  std::string id;
};

class MachineHost {
 public:
  MachineHost() = default;
  MachineHost(const MachineHost&) = delete;
  MachineHost& operator=(const MachineHost&) = delete;
  virtual ~MachineHost() = default;

  virtual Result<void> add_machine(const std::string& name, std::shared_ptr<const AnyMachine> machine) = 0;
  virtual Result<InstanceId> start_machine(const std::string& name, const Value& input, const std::string& id,
                                           const Caller& caller) = 0;
  virtual Result<void> send_event(const std::string& machine, const InstanceId& id, const SentEvent& event,
                                  const Caller& caller) = 0;
  virtual Result<InstanceView> find_machine(const InstanceId& id) = 0;
};

}  // namespace detail
}  // namespace baton BATON_PUBLIC
