#include "dsl/schedule.hpp"

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

}  // namespace

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
  diagnostics.note(node,
                   "this version of Baton starts nothing by itself; start the workflow with 'baton run', 'baton "
                   "start' or from a program");
  return schedule;
}

}  // namespace baton::dsl
