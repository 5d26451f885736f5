// `listen.to` and `schedule.on`: which events a workflow waits for.
#include "base/sha256.hpp"
#include "dsl/event_attributes.hpp"
#include "dsl/events.hpp"
#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/limits.hpp"
#include "dsl/names.hpp"
#include "dsl/templates.hpp"
#include "schema/regex.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::AttributeTest;
using core::EventFilter;
using core::EventStrategy;

constexpr std::size_t kIdentityDigits = 16;
constexpr std::array<std::string_view, 3> kStrategies = {"one", "any", "all"};

// A text is tried as a regular expression only where it would mean more than itself: not "com.example.paid", whose
// dots stand for dots.
AttributeTest::Text compile_text_test(Diagnostics& diagnostics, const Node& node) {
  AttributeTest::Text test{.text = std::string(node.text()), .pattern = nullptr};
  if (node.text().find_first_of("^$*+?()[]{}|\\") == std::string_view::npos) return test;
  auto regex = schema::Regex::compile(node.text(), kMaxFilterPatternCode);
  if (regex) {
    test.pattern = std::make_shared<const schema::Regex>(*std::move(regex));
  } else {
    diagnostics.note(
        node, quoted(node.text()) + " is compared as it is written; it is no regular expression: " + regex.error());
  }
  return test;
}

std::optional<AttributeTest> compile_test(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!expect_attribute(compilation.diagnostics, node)) return std::nullopt;
  AttributeTest test{.attribute = std::string(node.key()), .wanted = {}};
  if (whole_expression(node.text())) {
    auto condition = compile_whole_expression(compilation, node, visible);
    if (!condition) return std::nullopt;
    test.wanted = *std::move(condition);
  } else if (node.value.is_string() && !node.text().contains("${")) {
    const bool is_uri = attribute_kind(node.key()) == AttributeKind::Uri;
    if (is_uri && node.text().find_first_of(" \t\r\n") != std::string_view::npos) {
      compilation.diagnostics.error(node, quoted(node.text()) + " is not a URI: it must not contain spaces");
    }
    test.wanted = compile_text_test(compilation.diagnostics, node);
  } else {
    test.wanted = compile_template(compilation, node, visible);
  }
  return test;
}

std::optional<core::Correlation> compile_correlation(Compilation& compilation, const Node& node,
                                                     const Visible& visible) {
  constexpr std::array<std::string_view, 2> kProperties = {"from", "expect"};
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, node, kProperties)) return std::nullopt;
  const Node* from_node = required(diagnostics, node, "from");
  auto from = from_node == nullptr ? std::nullopt : compile_expression_field(compilation, *from_node, visible);
  std::optional<core::Template> expected;
  if (const Node* value = node.find("expect"); value != nullptr && expect(diagnostics, *value, Kind::String)) {
    expected = compile_template(compilation, *value, visible);
  }
  if (!from) return std::nullopt;
  return core::Correlation{.name = std::string(node.key()), .from = *std::move(from), .expect = std::move(expected)};
}

EventFilter compile_filter(Compilation& compilation, const Node& node, const Visible& visible) {
  constexpr std::array<std::string_view, 2> kProperties = {"with", "correlate"};
  Diagnostics& diagnostics = compilation.diagnostics;
  EventFilter filter;
  filter.identity = sha256_hex(to_json(node.value)).substr(0, kIdentityDigits);
  if (!expect_members(diagnostics, node, kProperties)) return filter;
  const Node* with = required(diagnostics, node, "with");
  if (with != nullptr && expect(diagnostics, *with, Kind::Object)) {
    if (with->children.empty()) diagnostics.error(*with, "must name at least one attribute of an event");
    for (const Node* attribute : with->children) {
      if (auto test = compile_test(compilation, *attribute, visible)) filter.attributes.push_back(*std::move(test));
    }
  }
  const Node* correlate = node.find("correlate");
  if (correlate == nullptr || !expect(diagnostics, *correlate, Kind::Object)) return filter;
  for (const Node* each : correlate->children) {
    if (auto correlation = compile_correlation(compilation, *each, visible)) {
      filter.correlations.push_back(*std::move(correlation));
    }
  }
  return filter;
}

std::vector<EventFilter> compile_filters(Compilation& compilation, const Node& list, const Visible& visible) {
  std::vector<EventFilter> filters;
  if (!expect(compilation.diagnostics, list, Kind::Array)) return filters;
  for (const Node* item : list.children) filters.push_back(compile_filter(compilation, *item, visible));
  return filters;
}

// one, any or all; nullptr, and reported, if it is not exactly one of them.
const Node* find_strategy(Diagnostics& diagnostics, const Node& node) {
  const Node* found = nullptr;
  for (const std::string_view name : kStrategies) {
    const Node* member = node.find(name);
    if (member == nullptr) continue;
    if (found != nullptr) {
      diagnostics.error(node, "must have exactly one of " + listed(kStrategies));
      return nullptr;
    }
    found = member;
  }
  if (found == nullptr) diagnostics.error(node, "must have one of " + listed(kStrategies));
  return found;
}

EventStrategy compile_strategy(Compilation& compilation, const Node& node, const Visible& visible) {
  EventStrategy strategy;
  const Node* found = find_strategy(compilation.diagnostics, node);
  if (found == nullptr) return strategy;
  if (found->key() == "one") {
    strategy.filters.push_back(compile_filter(compilation, *found, visible));
    return strategy;
  }
  strategy.kind = found->key() == "any" ? EventStrategy::Kind::Any : EventStrategy::Kind::All;
  strategy.filters = compile_filters(compilation, *found, visible);
  if (strategy.kind == EventStrategy::Kind::Any && strategy.filters.empty()) {
    strategy.filters.push_back(EventFilter{.identity = "*", .attributes = {}, .correlations = {}});
  }
  if (strategy.kind == EventStrategy::Kind::All && strategy.filters.empty()) {
    compilation.diagnostics.note(*found, "waits for nothing, because the list is empty");
  }
  return strategy;
}

decltype(core::EventConsumption::until) compile_until(Compilation& compilation, const Node& until,
                                                      const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (until.value.is_string()) {
    auto condition = compile_expression_field(compilation, until, visible);
    if (!condition) return {};
    return *std::move(condition);
  }
  if (until.value.is_boolean()) {
    diagnostics.error(until, "must be an expression or a strategy; to listen without an end, write '${ false }'");
    return {};
  }
  // A strategy that ends another one has no end of its own.
  if (!expect_members(diagnostics, until, kStrategies)) return {};
  return compile_strategy(compilation, until, visible);
}

}  // namespace

core::EventConsumption compile_consumption(Compilation& compilation, const Node& node, const Visible& visible) {
  constexpr std::array<std::string_view, 4> kProperties = {"one", "any", "all", "until"};
  if (!expect_members(compilation.diagnostics, node, kProperties)) return {};
  core::EventConsumption consumption{.events = compile_strategy(compilation, node, visible), .until = {}};
  const Node* until = node.find("until");
  if (until == nullptr) return consumption;
  auto end = compile_until(compilation, *until, visible);
  if (node.find("any") != nullptr) {
    consumption.until = std::move(end);
  } else {
    compilation.diagnostics.note(*until, "has no effect: only 'any' listens until something happens");
  }
  return consumption;
}

core::EventReading read_event_reading(Diagnostics& diagnostics, const Node& owner) {
  constexpr std::array<std::string_view, 3> kReadings = {"data", "envelope", "raw"};
  const Node* node = owner.find("read");
  const auto word = node == nullptr ? std::nullopt : read_word(diagnostics, *node, kReadings);
  if (word == "envelope") return core::EventReading::Envelope;
  return word == "raw" ? core::EventReading::Raw : core::EventReading::Data;
}

}  // namespace baton::dsl
