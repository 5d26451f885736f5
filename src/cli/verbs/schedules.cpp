#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/workflow_name.hpp"

#include <charconv>
#include <utility>

namespace baton::cli {
namespace {

using Action = SchedulesArguments::Action;

std::string text_at(const Value& schedule, std::string_view name) {
  const Value* member = schedule.find(name);
  if (member == nullptr || member->is_null()) return "-";
  return member->is_string() ? std::string(member->as_string()) : to_json(*member);
}

// "every PT1H", "cron 0 3 * * * Europe/Berlin".
std::string trigger_of(const Value& schedule) {
  for (const char* const kind : {"every", "after"}) {
    if (schedule.find(kind) != nullptr) return std::string(kind) + " " + text_at(schedule, kind);
  }
  return "cron " + text_at(schedule, "cron") + " " + text_at(schedule, "timezone");
}

std::string next_of(const Value& schedule) {
  const Value* paused = schedule.find("paused");
  return paused != nullptr && *paused == Value::boolean(true) ? "paused" : text_at(schedule, "next");
}

Result<void> print_schedules(const std::vector<Value>& schedules, const Common& common) {
  if (common.json) return print_json(Value::array(schedules));
  if (schedules.empty()) {
    say("no schedules");
    return {};
  }
  std::vector<std::vector<std::string>> rows{{"SCHEDULE", "TRIGGER", "NEXT", "LAST RUN", "RUNS", "SKIPPED", "FAILED"}};
  for (const Value& each : schedules) {
    rows.push_back({text_at(each, "id"), trigger_of(each), next_of(each), text_at(each, "lastRun"),
                    text_at(each, "runs"), text_at(each, "skipped"), text_at(each, "failed")});
  }
  return print(table(rows));
}

Result<Value> input_of(const SchedulesArguments& arguments) {
  return arguments.input ? read_input(*arguments.input) : Result<Value>(Value());
}

Result<Value> trigger_body(const SchedulesArguments& arguments) {
  auto input = input_of(arguments);
  if (!input) return input;
  Value body = Value::object({});
  if (!arguments.run.empty()) body = std::move(body).with("id", arguments.run);
  if (arguments.input) body = std::move(body).with("input", *std::move(input));
  return body;
}

// A duration is a text, or an object as the DSL has it; only `most` is a number.
Value member_value(const std::string& name, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return name == "most" && is_number ? Value::number(number) : Value::string(text);
}

Result<Value> new_schedule(const SchedulesArguments& arguments) {
  const auto workflow = parse_workflow_name(arguments.workflow);
  if (!workflow) return std::unexpected(workflow.error());
  if (workflow->space.empty()) return std::unexpected(bad_argument("--workflow must be NAMESPACE/NAME[/VERSION]"));
  Value name{{"namespace", workflow->space}, {"name", workflow->name}};
  if (!workflow->version.empty()) name = std::move(name).with("version", workflow->version);
  auto input = input_of(arguments);
  if (!input) return input;
  Value body{{"workflow", std::move(name)}};
  for (const auto& [member, text] : arguments.members) body = std::move(body).with(member, member_value(member, text));
  return std::move(body).with("input", *std::move(input));
}

Result<Value> changed(client::Client& server, const SchedulesArguments& arguments) {
  switch (arguments.action) {
    case Action::List:
    case Action::Remove:
      break;  // they give no schedule
    case Action::Show:
      return server.find_schedule(arguments.id);
    case Action::Pause:
      return server.change_schedule(arguments.id, "pause", Value());
    case Action::Resume:
      return server.change_schedule(arguments.id, "resume", Value());
    case Action::Trigger: {
      const auto body = trigger_body(arguments);
      return body ? server.change_schedule(arguments.id, "trigger", *body) : body;
    }
    case Action::Backfill:
      return server.change_schedule(arguments.id, "backfill", {{"from", arguments.from}, {"to", arguments.to}});
    case Action::Add: {
      const auto body = new_schedule(arguments);
      return body ? server.add_schedule(*body) : body;
    }
  }
  return Value();
}

std::optional<Error> problem_with(const SchedulesArguments& arguments) {
  const bool needs_id = arguments.action != Action::List && arguments.action != Action::Add;
  if (needs_id && arguments.id.empty()) return bad_argument("which schedule? `baton schedules` lists them");
  if (arguments.action == Action::Add && arguments.workflow.empty()) return bad_argument("--workflow is needed");
  if (arguments.action == Action::Backfill && (arguments.from.empty() || arguments.to.empty())) {
    return bad_argument("--from and --to are needed");
  }
  return std::nullopt;
}

}  // namespace

Result<ExitCode> perform(const SchedulesArguments& arguments) {
  if (auto problem = problem_with(arguments)) return std::unexpected(*std::move(problem));
  client::Client server = open_client(arguments.common);
  if (arguments.action == Action::List) {
    const auto all = server.schedules();
    if (!all) return std::unexpected(all.error());
    if (auto printed = print_schedules(*all, arguments.common); !printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  }
  if (arguments.action == Action::Remove) {
    if (auto removed = server.remove_schedule(arguments.id); !removed) return std::unexpected(removed.error());
    say("removed " + arguments.id);
    return ExitCode::Success;
  }
  const auto schedule = changed(server, arguments);
  if (!schedule) return std::unexpected(schedule.error());
  const auto printed = arguments.common.json ? print_json(*schedule) : print_schedules({*schedule}, arguments.common);
  if (!printed) return std::unexpected(printed.error());
  return ExitCode::Success;
}

}  // namespace baton::cli
