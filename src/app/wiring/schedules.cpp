// Schedules plugged into an engine, and into the clock and the time zones of the system.
#include <baton/schedules.hpp>

#include "adapters/system/system.hpp"
#include "engine/zones.hpp"
#include "schedules/planning.hpp"
#include "schedules/requests.hpp"
#include "schedules/schedule.hpp"

#include <baton/awaitable.hpp>
#include <baton/engine.hpp>

#include <future>
#include <memory>
#include <utility>

namespace baton {
namespace {

// On the engine's own thread: nothing that is resumed there waits.
void at_once(std::move_only_function<void()> resume) {
  resume();
}

}  // namespace

Result<void> add_schedules(Engine& engine) {
  // An engine may be moved; what the awaitable methods use stays where it is.
  auto async = std::make_shared<AsyncEngine>(engine, &at_once, Caller{"schedule"});
  const schedules::Outside outside{
      .now = &adapters::process_now, .find_zone = &engine::find_zone, .cancel = [async](const InstanceId& id) {
        async->cancel(id).then([](const Result<void>&) {});
      }};
  if (auto added = engine.add_methods(schedules::methods(outside)); !added) return added;
  const auto machines = engine.add_machine<schedules::Schedule>(schedules::kMachine);
  if (!machines) return std::unexpected(machines.error());
  return {};
}

Result<void> follow_deployments(Engine& engine, const Caller& caller) {
  std::promise<Result<void>> promise;
  auto followed = promise.get_future();
  schedules::follow_all(AsyncEngine(engine, &at_once, caller))
      .start([&promise](std::expected<Result<void>, std::exception_ptr> result) {
        if (result) {
          promise.set_value(*std::move(result));
        } else {
          promise.set_exception(result.error());
        }
      });
  return followed.get();
}

}  // namespace baton
