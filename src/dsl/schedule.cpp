#include "dsl/schedule.hpp"

#include "core/schedule/zone.hpp"
#include "dsl/events.hpp"
#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

using core::Argument;
using core::Expression;
using core::Template;

// What an expression could ask of an instance, which a schedule does not have yet.
constexpr std::array<Argument, 5> kOfInstances = {Argument::Context, Argument::Input, Argument::Output, Argument::Task,
                                                  Argument::Workflow};

struct Uses {
  Argument argument;

  bool operator()(std::monostate) const { return false; }
  bool operator()(const core::AttributeTest::Text&) const { return false; }
  bool operator()(const Expression& expression) const { return expression.uses(argument); }
  bool operator()(const Template& source) const { return source.uses(argument); }
  bool operator()(const core::CalendarDuration&) const { return false; }
  bool operator()(const core::EventFilter& filter) const {
    return std::ranges::any_of(filter.attributes, [&](const auto& test) { return std::visit(*this, test.wanted); }) ||
           std::ranges::any_of(filter.correlations, [&](const core::Correlation& each) {
             return each.from.uses(argument) || (each.expect && each.expect->uses(argument));
           });
  }
  bool operator()(const core::EventStrategy& strategy) const { return std::ranges::any_of(strategy.filters, *this); }
  bool operator()(const core::EventConsumption& consumption) const {
    return (*this)(consumption.events) || std::visit(*this, consumption.until);
  }
  bool operator()(const core::DurationSource& source) const { return std::visit(*this, source); }
};

template <class Part>
void refuse_instance(Diagnostics& diagnostics, const Node& node, const Part& part) {
  for (const Argument argument : kOfInstances) {
    if (!Uses{argument}(part)) continue;
    diagnostics.error(node, "$" + std::string(core::kArgumentNames[static_cast<std::size_t>(argument)]) +
                                " may not be used here, because there is no instance yet");
  }
}

std::optional<core::DurationSource> compile_interval(Compilation& compilation, const Node& schedule,
                                                     std::string_view name) {
  const Node* node = schedule.find(name);
  if (node == nullptr) return std::nullopt;
  const Scope scope;
  auto interval = compile_duration(compilation, *node, {.scope = scope});
  if (!interval) return std::nullopt;
  refuse_instance(compilation.diagnostics, *node, *interval);
  const auto* fixed = std::get_if<core::CalendarDuration>(&*interval);
  if (name == "every" && fixed != nullptr && Timestamp() + *fixed <= Timestamp()) {
    compilation.diagnostics.error(*node, "must be longer than nothing");
  }
  return interval;
}

std::optional<core::Cron> read_cron(Diagnostics& diagnostics, const Node& schedule) {
  const Node* node = schedule.find("cron");
  const auto text = node == nullptr ? std::nullopt : read_string(diagnostics, *node);
  if (!text) return std::nullopt;
  auto cron = core::parse_cron(*text);
  if (cron) return *cron;
  diagnostics.error(*node, quoted(*text) + " is not a cron expression: " + cron.error());
  return std::nullopt;
}

bool is_expression(const std::optional<core::DurationSource>& interval) {
  return interval && !std::holds_alternative<core::CalendarDuration>(*interval);
}

// One trigger starts the runs: the first of them in this order.
void note_what_is_not_started(Diagnostics& diagnostics, const Node& node, const core::Schedule& schedule) {
  const int others = (schedule.every ? 1 : 0) + (schedule.cron ? 1 : 0) + (schedule.after ? 1 : 0);
  if (schedule.on) diagnostics.note(node, "this version of Baton starts nothing by 'on'");
  if (others > 1) diagnostics.note(node, "only the first of every, cron and after starts runs");
  if (is_expression(schedule.every) || is_expression(schedule.after)) {
    diagnostics.note(node, "this version of Baton starts nothing by a duration that is an expression; write it out");
  }
}

}  // namespace

void read_time_zone(Compilation& compilation, const Node& node) {
  const auto name = read_string(compilation.diagnostics, node);
  if (!name) return;
  const auto& has_zone = compilation.sources.has_zone;
  if (!core::is_zone_name(*name)) {
    compilation.diagnostics.error(node, quoted(*name) + " is not the name of a time zone such as 'Europe/Berlin'");
  } else if (has_zone && !has_zone(*name)) {
    compilation.diagnostics.error(
        node, quoted(*name) +
                  " is not a time zone that this system knows; the names are those of tzdata, such as 'Europe/Berlin'");
  } else {
    compilation.zone = *name;
  }
}

void check_schedule_rules(Diagnostics& diagnostics, const Node& node) {
  constexpr std::array<std::string_view, 3> kRules = {"missed", "most", "overlap"};
  constexpr std::array<std::string_view, 3> kMissed = {"skip", "latest", "all"};
  constexpr std::array<std::string_view, 4> kOverlap = {"allow", "skip", "queue", "cancel"};
  constexpr Range kMost = {.least = 1, .most = 1'000};
  if (!expect_members(diagnostics, node, kRules)) return;
  if (const Node* missed = node.find("missed")) static_cast<void>(read_word(diagnostics, *missed, kMissed));
  if (const Node* overlap = node.find("overlap")) static_cast<void>(read_word(diagnostics, *overlap, kOverlap));
  if (const Node* most = node.find("most")) static_cast<void>(read_integer(diagnostics, *most, kMost));
}

core::Schedule compile_schedule(Compilation& compilation, const Node& node) {
  constexpr std::array<std::string_view, 5> kProperties = {"every", "cron", "after", "on", "read"};
  constexpr std::array<std::string_view, 4> kTriggers = {"every", "cron", "after", "on"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::Schedule schedule;
  if (!expect_members(diagnostics, node, kProperties)) return schedule;
  if (std::ranges::none_of(kTriggers, [&](std::string_view name) { return node.find(name) != nullptr; })) {
    diagnostics.error(node, "must have one of " + listed(kTriggers));
  }
  schedule.every = compile_interval(compilation, node, "every");
  schedule.after = compile_interval(compilation, node, "after");
  schedule.cron = read_cron(diagnostics, node);
  schedule.read = read_event_reading(diagnostics, node);
  const Node* on = node.find("on");
  if (on != nullptr) {
    const Scope scope;
    schedule.on = compile_consumption(compilation, *on, {.scope = scope});
    refuse_instance(diagnostics, *on, *schedule.on);
  } else if (const Node* read = node.find("read")) {
    diagnostics.error_at_key(*read, "may only be given together with 'on'");
  }
  schedule.zone = compilation.zone;
  note_what_is_not_started(diagnostics, node, schedule);
  return schedule;
}

}  // namespace baton::dsl
