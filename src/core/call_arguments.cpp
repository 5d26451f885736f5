#include "core/call_arguments.hpp"

#include "core/interpreter/bindings.hpp"

#include <set>

namespace baton::core {
namespace {

// Members of a capture: "input" and "raw" are what the expressions are evaluated on, "arguments" holds the runtime
// arguments by name, "variables" those of `for` and `catch`, "now" the time, so that a repeated call is the same call.
class CapturedBindings final : public Bindings {
 public:
  CapturedBindings(const Value& capture, const Value& secrets, Timestamp now)
      : capture_(capture), secrets_(secrets), now_(now) {}

  [[nodiscard]] Value argument(Argument argument) const override {
    if (argument == Argument::Secrets) return secrets_;
    return member("arguments", kArgumentNames[static_cast<std::size_t>(argument)]);
  }
  [[nodiscard]] Value variable(std::string_view name) const override { return member("variables", name); }
  [[nodiscard]] Timestamp now() const override { return now_; }
  [[nodiscard]] bool hold_secrets() const override { return true; }

 private:
  [[nodiscard]] Value member(std::string_view group, std::string_view name) const {
    const Value* values = capture_.find(group);
    const Value* value = values == nullptr ? nullptr : values->find(name);
    return value == nullptr ? Value() : *value;
  }

  const Value& capture_;
  const Value& secrets_;
  Timestamp now_;
};

void collect(const Expression& expression, std::set<Argument>& arguments, std::set<std::string>& variables) {
  for (std::size_t i = 0; i < kArgumentNames.size(); ++i) {
    if (expression.program.uses(i)) arguments.insert(static_cast<Argument>(i));
  }
  for (std::size_t i = 0; i < expression.variables.size(); ++i) {
    if (expression.program.uses(kArgumentNames.size() + i)) variables.insert(expression.variables[i]);
  }
}

void collect(const Template& source, std::set<Argument>& arguments, std::set<std::string>& variables) {
  if (const auto* expression = std::get_if<Expression>(&source.node)) collect(*expression, arguments, variables);
  if (const auto* object = std::get_if<Template::Object>(&source.node)) {
    for (const auto& [name, part] : *object) collect(part, arguments, variables);
  }
  if (const auto* array = std::get_if<Template::Array>(&source.node)) {
    for (const Template& part : *array) collect(part, arguments, variables);
  }
  if (const auto* text = std::get_if<Template::Text>(&source.node)) {
    for (const auto& piece : *text) {
      if (const auto* expression = std::get_if<Expression>(&piece)) collect(*expression, arguments, variables);
    }
  }
}

// Captures of version 0.1.0 have none.
std::optional<Timestamp> captured_time(const Value& capture) {
  const Value* now = capture.find("now");
  const auto milliseconds = now != nullptr && now->is_number() ? now->as_integer() : std::nullopt;
  return milliseconds ? std::optional(Timestamp(Duration(*milliseconds))) : std::nullopt;
}

}  // namespace

Value capture_arguments(const WorkflowTransition& transition, FrameId frame, const CallTask& task) {
  std::set<Argument> arguments;
  std::set<std::string> variables;
  const std::optional<Template>& input_from = transition.task_of(frame).input_from;
  if (input_from && input_from->uses(Argument::Secrets)) collect(*input_from, arguments, variables);
  if (task.arguments) collect(*task.arguments, arguments, variables);
  arguments.erase(Argument::Secrets);

  const FrameBindings bindings(transition, frame);
  std::vector<Member> argument_values;
  for (const Argument argument : arguments) {
    argument_values.emplace_back(kArgumentNames[static_cast<std::size_t>(argument)], bindings.argument(argument));
  }
  std::vector<Member> variable_values;
  for (const std::string& name : variables) variable_values.emplace_back(name, bindings.variable(name));
  return Value::object({{"raw", transition.at(frame).raw_input},
                        {"input", transition.at(frame).input},
                        {"arguments", Value::object(std::move(argument_values))},
                        {"variables", Value::object(std::move(variable_values))},
                        {"now", Value::number(std::int64_t{transition.now().time_since_epoch().count()})}});
}

bool same_arguments(const CallTask& task, const Value& left, const Value& right) {
  if (!task.secret) return left == right;
  return left.with("now", Value()) == right.with("now", Value());
}

std::expected<Value, Problem> resolve_arguments(const Program& program, const Call& call, const Value& secrets,
                                                Timestamp now) {
  if (!call.deferred) return call.arguments;
  for (const std::string& name : program.secrets) {
    if (secrets.find(name) == nullptr) {
      return std::unexpected(make_problem(ProblemKind::Authorization,
                                          "the secret '" + name + "' that the workflow uses is not available"));
    }
  }
  const Task& task = program.task(call.task);
  const auto& kind = std::get<CallTask>(task.kind);
  const CapturedBindings bindings(call.arguments, secrets, captured_time(call.arguments).value_or(now));
  const Value* captured = call.arguments.find("input");
  Value input = captured == nullptr ? Value() : *captured;
  if (task.input_from && task.input_from->uses(Argument::Secrets)) {
    const Value* raw = call.arguments.find("raw");
    auto evaluated = evaluate(*task.input_from, raw == nullptr ? Value() : *raw, bindings);
    if (!evaluated) return evaluated;
    input = *std::move(evaluated);
  }
  if (!kind.arguments) return input;
  return evaluate(*kind.arguments, input, bindings);
}

}  // namespace baton::core
