// A machine for the tests of src/runtime/: it does what its events say.
//
//   {"start": {"name": "kid", "id": "kid-1", "await": true}}    it asks for a child; two of them: {"start": [{…}, {…}]}
//   {"call": "op.a"}                                            it asks for a call; two of them: {"call": ["op.a", "op.b"]}
//   {"end": true}                                               it ends
//
// Its state is the list of the outcomes that it has learned: "1", "failed 409", "unknown".
#pragma once

#include "core/program.hpp"
#include "runtime/programs.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {

inline Value json(std::string_view text) {
  return parse_json(text).value();
}

class Obedient final : public detail::AnyMachine {
 public:
  // What it does instead.
  bool throws = false;
  bool cannot_read = false;
  std::string throws_at = {};  // the outcome
  std::string asks_at = {};    // for a call of op.again, at this outcome

  [[nodiscard]] int format() const override { return 1; }
  [[nodiscard]] std::expected<detail::MachineStep, Problem> start(const Value& input) const override {
    if (throws) throw std::runtime_error("no start");
    if (input == Value::string("refuse"))
      return std::unexpected(make_problem(ProblemKind::Validation, "not like this"));
    return step(Value::array({}), input);
  }
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    if (throws) throw std::runtime_error("no event");
    const Value* outcome = event.json.find("outcome");
    return step(outcome == nullptr ? state.json : with(state.json, *outcome), event.json);
  }
  [[nodiscard]] Value outcome(const detail::Encoded&, const CallOutcome& outcome) const override {
    if (throws) throw std::runtime_error("no outcome");
    const std::string text = text_of(outcome);
    if (!throws_at.empty() && text == throws_at) throw std::runtime_error("not this outcome");
    const Value event = Value::object({{"outcome", Value::string(text)}});
    return text == asks_at ? event.with("call", "op.again") : event;
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    if (cannot_read) return std::unexpected("it is too old");
    return state.json;
  }

 private:
  static Value with(const Value& list, const Value& item) {
    std::vector<Value> items(list.items().begin(), list.items().end());
    items.push_back(item);
    return Value::array(std::move(items));
  }
  static std::vector<Value> list_of(const Value& one_or_more) {
    if (!one_or_more.is_array()) return {one_or_more};
    return {one_or_more.items().begin(), one_or_more.items().end()};
  }
  static std::string text_of(const CallOutcome& outcome) {
    if (const auto* success = std::get_if<CallSucceeded>(&outcome)) return to_json(success->output);
    if (const auto* failure = std::get_if<CallFailed>(&outcome))
      return "failed " + std::to_string(failure->problem.status);
    return "unknown";
  }
  static MachineChild child_of(const Value& start) {
    const auto text = [&](std::string_view name) {
      const Value* member = start.find(name);
      return member == nullptr ? std::string() : std::string(member->as_string());
    };
    const Value* await = start.find("await");
    const Value* input = start.find("input");
    return {.workflow = {text("space").empty() ? "test" : text("space"), text("name"), ""},
            .input = input == nullptr ? Value() : *input,
            .id = text("id"),
            .await = await == nullptr || await->as_boolean()};
  }
  static detail::MachineStep step(Value state, const Value& event) {
    detail::MachineStep step{.state = std::move(state), .asked = {}, .end = {}};
    if (const Value* start = event.find("start")) {
      for (const Value& each : list_of(*start)) step.asked.push_back({.intent = each, .request = child_of(each)});
    }
    if (const Value* call = event.find("call")) {
      for (const Value& each : list_of(*call)) {
        step.asked.push_back(
            {.intent = each, .request = MachineCall{.function = std::string(each.as_string()), .arguments = {}}});
      }
    }
    if (event.find("end") != nullptr) step.end = MachineEnd(step.state);
    return step;
  }
};

}  // namespace baton::runtime
