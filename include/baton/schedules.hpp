// Schedules: what a document says under `schedule` starts its runs, by the clock. docs/reference/schedules.md says how.
//
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();
//   baton::add_schedules(engine).or_exit();
//   engine.recover().or_exit();
//   baton::follow_deployments(engine).or_exit();
//
// A program that does not call these starts nothing by itself. A schedule is an instance of the machine "schedule", so it is in the store, and
// continues where it was in the next process that has called add_schedules(). A baton::Server on such an engine has the routes for
// schedules, and follows what is deployed through it; `baton serve` is such a program.
// Threading: from any thread but the engine's own and its callbacks.
#pragma once

#include <baton/caller.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>

namespace baton BATON_PUBLIC {

class Engine;

// Registers the machine "schedule" and the operator "baton-schedules". Call it before recover(). Conflict if one of the names is taken.
Result<void> add_schedules(Engine& engine);

// Gives every workflow the schedule that the newest version of it which is deployed has, and ends those of workflows that are not deployed
// any more. Call it after recover(), and after deploy() and undeploy(). May be repeated: a schedule that is as it should be is not changed.
Result<void> follow_deployments(Engine& engine, const Caller& caller = {});

}  // namespace baton BATON_PUBLIC
