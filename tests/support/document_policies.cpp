#include "support/document_policies.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

using simulation::Choices;

// Two spellings of one standard type, another standard type, and a type of the author's own.
constexpr std::array<std::string_view, 4> kErrorTypes = {
    "https://example.com/raised", "https://open-workflow-specification.org/spec/1.0.0/errors/communication",
    "https://serverlessworkflow.io/spec/1.0.0/errors/communication",
    "https://open-workflow-specification.org/spec/1.0.0/errors/runtime"};
constexpr std::array<std::uint64_t, 3> kErrorStatuses = {400, 503, 500};

}  // namespace

Value text(std::string_view value) {
  return Value::string(value);
}
Value number(std::uint64_t value) {
  return Value::number(static_cast<std::int64_t>(value));
}
Value object(std::string_view name, Value value) {
  return Value::object({{name, std::move(value)}});
}
Value expression(std::string_view code) {
  return text("${ " + std::string(code) + " }");
}

Value random_duration(Choices& choices) {
  switch (choices.below(5)) {
    case 0:
      return object("seconds", number(choices.below(10)));
    case 1:
      return text("PT1.5S");
    case 2:
      return Value::object({{"minutes", number(1)}, {"milliseconds", number(choices.below(1000))}});
    case 3:
      return expression("\"PT2S\"");
    default:
      return expression("{ seconds: 1 }");
  }
}

Value random_timeout(Choices& choices) {
  return object("after", object("seconds", number(1 + choices.below(20))));
}

Value random_retry(Choices& choices, const Surroundings& around, bool timeouts) {
  Value attempts = object("count", number(choices.below(5)));
  if (timeouts && choices.one_in(5)) {
    attempts = attempts.with("duration", object("seconds", number(1 + choices.below(9))));
  }
  Value limit = object("attempt", attempts);
  if (timeouts && choices.one_in(5)) limit = limit.with("duration", object("seconds", number(1 + choices.below(20))));
  Value retry = object("limit", limit);
  if (choices.one_in(2)) retry = retry.with("delay", object("seconds", number(choices.below(4))));
  constexpr std::array<std::string_view, 3> kBackoffs = {"constant", "linear", "exponential"};
  if (choices.one_in(2)) {
    retry = retry.with("backoff", object(kBackoffs[choices.below(3)], Value::object({})));
  }
  if (choices.one_in(4)) {
    const Value jitter =
        Value::object({{"from", object("milliseconds", number(0))}, {"to", object("milliseconds", number(500))}});
    retry = retry.with("jitter", jitter);
  }
  if (choices.one_in(6)) retry = retry.with("when", text(random_condition(choices, around, Moment::Inside)));
  if (choices.one_in(6)) retry = retry.with("exceptWhen", text(random_condition(choices, around, Moment::Inside)));
  return retry;
}

Value random_error(Choices& choices) {
  Value error = Value::object({{"type", text(kErrorTypes[choices.below(kErrorTypes.size())])},
                               {"status", number(kErrorStatuses[choices.below(kErrorStatuses.size())])}});
  if (choices.one_in(4)) error = error.with("title", text("raised by ${ $task.name }"));
  if (choices.one_in(4)) error = error.with("detail", expression("type"));
  return error;
}

Value random_error_filter(Choices& choices) {
  switch (choices.below(3)) {
    case 0:
      return object("status", number(kErrorStatuses[choices.below(kErrorStatuses.size())]));
    case 1:
      return object("type", text(kErrorTypes[choices.below(kErrorTypes.size())]));
    default:
      return Value::object({{"type", text(kErrorTypes[0])}, {"status", number(kErrorStatuses[0])}});
  }
}

Value random_compensation(Choices& choices, std::string_view of) {
  std::vector<Value> calls;
  const std::uint64_t count = 1 + (choices.one_in(4) ? 1 : 0);
  const bool is_given_output = !choices.one_in(3);
  for (std::uint64_t step = 0; step < count; ++step) {
    Value given = is_given_output ? object("undo", expression("$output")) : Value::object({});
    given = given.with("input", expression(".")).with("of", text(of)).with("step", number(step));
    const Value call =
        Value::object({{"call", text(choices.one_in(4) ? "undo.other" : "undo.it")}, {"with", std::move(given)}});
    calls.push_back(object("undo" + std::to_string(step), call));
  }
  return Value::array(std::move(calls));
}

}  // namespace baton::tests
