// Those who wait for an instance. For one thread, the loop's.
#pragma once

#include "engine/desk.hpp"

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace baton::engine {

enum class WaiterId : std::uint64_t {};

class Waiters {
 public:
  using Done = std::function<void(Result<InstanceView>)>;

  [[nodiscard]] WaiterId next_id() { return WaiterId{++last_id_}; }
  WaiterId add(const InstanceId& id, Until until, Done done);

  // Is anybody's wait over now that the instance has this status?
  [[nodiscard]] bool any_for(const InstanceId& id, Status status) const;
  void tell(const InstanceId& id, const InstanceView& view);
  void fail(WaiterId waiter, const Error& error);  // if it still waits
  void fail(const InstanceId& id, const Error& error);
  void fail_all(const Error& error);

 private:
  struct Waiter {
    WaiterId id{};
    Until until{};
    Done done;
  };

  // By instance.
  std::multimap<std::string, Waiter> waiters_;
  std::uint64_t last_id_ = 0;
};

}  // namespace baton::engine
