#include "schedules/requests.hpp"

#include "base/iso8601.hpp"
#include "schedules/registered.hpp"

#include <baton/async_machine.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace baton::schedules {
namespace {

std::unexpected<Error> no_such_schedule(const InstanceId& id) {
  return std::unexpected(Error{.kind = Error::Kind::NotFound, .message = "there is no schedule '" + id.value + "'"});
}

// Of an instance of the machine, whether it has ended or not.
Result<Schedule::State> state_of(const Result<InstanceView>& view, const InstanceId& id) {
  return Machines<Schedule>::state_in(view, id, kMachine);
}

Result<View> view_of(const Result<InstanceView>& view, const InstanceId& id) {
  if (!view) return std::unexpected(view.error());
  if (has_ended(view->summary.status)) return no_such_schedule(id);
  auto state = state_of(view, id);
  if (!state) return std::unexpected(state.error());
  if (auto* on = std::get_if<On>(&*state)) return View{.id = id, .on = std::move(*on)};
  return no_such_schedule(id);
}

// It is as it should be. One that somebody has cancelled stays so, until the workflow has another schedule.
bool is_set_to(const Result<InstanceView>& view, const InstanceId& id, const Setup& setup) {
  const auto state = state_of(view, id);
  const auto* on = state ? std::get_if<On>(&*state) : nullptr;
  return on != nullptr && on->setup == setup;
}

Async<Result<std::vector<InstanceId>>> ids_of_all(AsyncEngine engine) {
  std::vector<InstanceId> ids;
  InstanceFilter filter{.space = "machine", .name = kMachine, .limit = 1'000};
  do {
    auto page = co_await engine.list(filter);
    if (!page) co_return std::unexpected(page.error());
    for (const InstanceSummary& each : page->instances) {
      if (!has_ended(each.status)) ids.push_back(each.id);
    }
    filter.cursor = std::move(page->cursor);
  } while (!filter.cursor.empty());
  co_return ids;
}

Async<Result<void>> start(AsyncEngine engine, InstanceId id, Setup setup) {
  const AsyncMachines<Schedule> machines(engine, kMachine);
  Value input = to_value(setup);
  const auto started = co_await machines.start(std::move(input), std::move(id.value));
  if (!started) co_return std::unexpected(started.error());
  co_return Result<void>();
}

// Of a workflow, given what is deployed of it, the newest version last.
Async<Result<void>> follow_versions(AsyncEngine engine, InstanceId id, std::vector<DefinitionView> versions) {
  auto setup = versions.empty() ? std::nullopt : setup_in(versions.back().document);
  if (setup) co_return co_await put(engine, *std::move(setup));
  const auto view = co_await find(engine, id);
  if (!view) {
    if (view.error().kind == Error::Kind::NotFound) co_return Result<void>();
    co_return std::unexpected(view.error());
  }
  Schedule::Event remove = Remove{};
  SendOptions options;
  co_return co_await send(engine, id, std::move(remove), std::move(options));
}

Value time_json(const std::optional<Timestamp>& time) {
  return time ? Value::string(to_iso8601(*time)) : Value();
}

Value text_json(const std::string& text) {
  return text.empty() ? Value() : Value::string(text);
}

}  // namespace

Value json_of(const View& schedule) {
  const On& on = schedule.on;
  const Setup& setup = on.setup;
  std::vector<Member> members = {{"id", Value::string(schedule.id.value)},
                                 {"workflow", Value::object({{"namespace", Value::string(setup.space)},
                                                             {"name", Value::string(setup.name)},
                                                             {"version", text_json(setup.version)}})},
                                 {"name", text_json(setup.schedule)}};
  if (!setup.every.is_null()) {
    members.emplace_back("every", setup.every);
  } else if (!setup.after.is_null()) {
    members.emplace_back("after", setup.after);
  } else {
    members.emplace_back("cron", Value::string(setup.cron));
    members.emplace_back("timezone", Value::string(setup.zone));
  }
  std::vector<Value> waiting;
  for (const Timestamp due : on.waiting) waiting.push_back(Value::string(to_iso8601(due)));
  for (auto& [name, value] :
       std::initializer_list<std::pair<const char*, Value>>{{"missed", Value::string(word_of(setup.missed))},
                                                            {"most", Value::number(setup.most)},
                                                            {"overlap", Value::string(word_of(setup.overlap))},
                                                            {"input", setup.input},
                                                            {"paused", Value::boolean(on.paused)},
                                                            {"last", time_json(on.last)},
                                                            {"next", on.paused ? Value() : time_json(on.next)},
                                                            {"running", text_json(on.running)},
                                                            {"waiting", Value::array(std::move(waiting))},
                                                            {"lastRun", text_json(on.last_run)},
                                                            {"runs", Value::number(on.runs)},
                                                            {"skipped", Value::number(on.skipped)},
                                                            {"failed", Value::number(on.failed)},
                                                            {"problem", text_json(on.problem)},
                                                            {"lastFailure", text_json(on.failure)}}) {
    members.emplace_back(name, value);
  }
  return Value::object(std::move(members));
}

bool are_in(const Engine& engine) {
  const auto registered = engine.registered_methods();
  return std::ranges::find(registered, kPlan) != registered.end();
}

Async<Result<std::vector<View>>> list(AsyncEngine engine) {
  auto ids = co_await ids_of_all(engine);
  if (!ids) co_return std::unexpected(ids.error());
  std::ranges::sort(*ids, {}, &InstanceId::value);
  std::vector<View> all;
  for (const InstanceId& id : *ids) {
    auto view = co_await find(engine, id);
    if (view) {
      all.push_back(*std::move(view));
    } else if (view.error().kind != Error::Kind::NotFound) {
      co_return std::unexpected(view.error());
    }
  }
  co_return all;
}

Async<Result<View>> find(AsyncEngine engine, InstanceId id) {
  const auto view = co_await engine.find(id);
  if (!view && view.error().kind == Error::Kind::NotFound) co_return no_such_schedule(id);
  co_return view_of(view, id);
}

Async<Result<void>> put(AsyncEngine engine, Setup setup) {
  const InstanceId id = schedule_id(setup.space, setup.name, setup.schedule);
  const auto view = co_await engine.find(id);
  if (!view) {
    if (view.error().kind != Error::Kind::NotFound) co_return std::unexpected(view.error());
    co_return co_await start(engine, id, std::move(setup));
  }
  if (is_set_to(view, id, setup)) co_return Result<void>();
  if (!has_ended(view->summary.status)) {
    Schedule::Event set = Set{std::move(setup)};
    SendOptions options;
    co_return co_await send(engine, id, std::move(set), std::move(options));
  }
  const auto removed = co_await engine.remove(id);
  if (!removed) co_return removed;
  co_return co_await start(engine, id, std::move(setup));
}

Async<Result<void>> send(AsyncEngine engine, InstanceId id, Schedule::Event event, SendOptions options) {
  const AsyncMachines<Schedule> machines(engine, kMachine);
  co_return co_await machines.send(std::move(id), event, options);
}

Async<Result<void>> follow(AsyncEngine engine, std::string space, std::string name) {
  DefinitionFilter filter{.space = space, .name = name};
  auto versions = co_await engine.find_definitions(std::move(filter));
  if (!versions) co_return std::unexpected(versions.error());
  InstanceId id = schedule_id(space, name, "");
  co_return co_await follow_versions(engine, std::move(id), *std::move(versions));
}

Async<Result<void>> follow_all(AsyncEngine engine) {
  DefinitionFilter everything;
  auto definitions = co_await engine.find_definitions(std::move(everything));
  if (!definitions) co_return std::unexpected(definitions.error());
  std::map<std::string, std::vector<DefinitionView>> workflows;  // by the ids of their schedules
  for (DefinitionView& each : *definitions) {
    const DefinitionName& name = each.summary.name;
    workflows[schedule_id(name.space, name.name, "").value].push_back(std::move(each));
  }
  // Schedules whose workflow is gone; those with a name of their own belong to whoever has made them.
  auto present = co_await list(engine);
  if (!present) co_return std::unexpected(present.error());
  for (const View& each : *present) {
    if (each.on.setup.schedule.empty()) workflows.try_emplace(each.id.value);
  }
  for (auto& [id, versions] : workflows) {
    InstanceId schedule{id};
    auto followed = co_await follow_versions(engine, std::move(schedule), std::move(versions));
    if (!followed) co_return followed;
  }
  co_return Result<void>();
}

}  // namespace baton::schedules
