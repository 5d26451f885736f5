// The callers that wait for an instance. Used by one thread, the loop's.
#pragma once

#include "engine/desk.hpp"

#include <baton/error.hpp>
#include <baton/instance.hpp>
#include <baton/time.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace baton::engine {

enum class WaiterId : std::uint64_t {};

class Waiters {
 public:
  using Done = std::function<void(Result<InstanceView>)>;

  [[nodiscard]] WaiterId next_id() { return WaiterId{++last_id_}; }
  WaiterId add(const InstanceId& id, Until until, std::optional<Timestamp> deadline, Done done);

  // Is anybody's wait over now that the instance has this status?
  [[nodiscard]] bool any_for(const InstanceId& id, Status status) const;
  void tell(const InstanceId& id, const InstanceView& view);
  void fail(WaiterId waiter, const Error& error);  // if it still waits
  void fail(const InstanceId& id, const Error& error);
  void fail_all(const Error& error);
  // Those whose time is over get a Timeout.
  void end_before(Timestamp now);
  [[nodiscard]] std::optional<Timestamp> next_deadline() const;

 private:
  struct Waiter {
    WaiterId id{};
    Until until{};
    std::optional<Timestamp> deadline;
    Done done;
  };
  using ByInstance = std::multimap<std::string, Waiter>;

  // Takes it out.
  ByInstance::iterator end(ByInstance::iterator waiter);

  ByInstance waiters_;
  std::map<WaiterId, ByInstance::iterator> by_id_;
  std::set<std::pair<Timestamp, WaiterId>> deadlines_;
  std::uint64_t last_id_ = 0;
};

}  // namespace baton::engine
