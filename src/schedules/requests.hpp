// What clients ask of schedules, over the engine's own requests.
#pragma once

#include "schedules/schedule.hpp"

#include <baton/awaitable.hpp>

#include <string>
#include <vector>

namespace baton::schedules {

struct View {
  InstanceId id;
  On on;
};
// docs/reference/http.md lists the members.
[[nodiscard]] Value json_of(const View& schedule);

// By their ids. Those that are off, or that somebody has cancelled, are none.
[[nodiscard]] Async<Result<std::vector<View>>> list(AsyncEngine engine);
[[nodiscard]] Async<Result<View>> find(AsyncEngine engine, InstanceId id);
// Starts it, or tells it what it has to do from now on.
[[nodiscard]] Async<Result<void>> put(AsyncEngine engine, Setup setup);
[[nodiscard]] Async<Result<void>> send(AsyncEngine engine, InstanceId id, Schedule::Event event, SendOptions options);

// Gives the workflow the schedule of its newest version that is deployed, or none.
[[nodiscard]] Async<Result<void>> follow(AsyncEngine engine, std::string space, std::string name);
[[nodiscard]] Async<Result<void>> follow_all(AsyncEngine engine);

}  // namespace baton::schedules
