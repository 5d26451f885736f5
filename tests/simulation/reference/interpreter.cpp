#include "simulation/reference/interpreter.hpp"

#include <span>
#include <utility>

namespace baton::tests {
namespace reference {
namespace {

constexpr std::uint64_t kMostTasks = 100'000;

}  // namespace

Value member(const Value& object, std::string_view name) {
  const Value* found = object.find(name);
  return found == nullptr ? Value() : *found;
}

std::string reference_to(std::string_view list, std::size_t place, std::string_view name) {
  return std::string(list) + "/" + std::to_string(place) + "/" + std::string(name);
}

Value error_value(const Problem& problem) {
  Value value =
      Value::object({{"type", Value::string(problem.type)}, {"status", Value::number(std::int64_t{problem.status})}});
  if (!problem.title.empty()) value = value.with("title", Value::string(problem.title));
  if (!problem.detail.empty()) value = value.with("detail", Value::string(problem.detail));
  return value.with("instance", Value::string(problem.instance));
}

void Interpreter::not_comparable(std::string why) {
  outcome_.comparable = false;
  counts_not_comparable(std::move(why));
}

void Interpreter::counts_not_comparable(std::string why) {
  outcome_.counts_comparable = false;
  if (outcome_.why_not.empty()) outcome_.why_not = std::move(why);
}

View Interpreter::view(const Running& task, bool has_input) {
  Value descriptor = Value::object({{"name", Value::string(task.site.name)},
                                    {"reference", Value::string(task.site.reference)},
                                    {"definition", task.site.definition},
                                    {"input", task.raw_input}});
  const Value& extended = task.site.extended;
  for (const Member& each : extended.is_object() ? extended.members() : std::span<const Member>())
    descriptor = descriptor.with(each.name(), each.value);
  return View{.context = context_,
              .input = has_input ? task.input : Value(),
              .output = task.site.compensated,
              .task = descriptor,
              .workflow = workflow_,
              .variables = task.site.variables};
}

Evaluated Interpreter::evaluated(const Value& source, const Value& data, const View& view) {
  if (to_json(source).contains("$context")) ++context_reads_;
  return evaluate_transformation(source, data, view);
}

Evaluated Interpreter::filled_in(const Value& source, const Value& data, const View& view) {
  if (to_json(source).contains("$context")) ++context_reads_;
  return evaluate_template(source, data, view);
}

std::expected<bool, Problem> Interpreter::holds(const Value* condition, const Value& data, const View& view,
                                                bool otherwise) {
  if (condition == nullptr) return otherwise;
  if (to_json(*condition).contains("$context")) ++context_reads_;
  return evaluate_condition(condition->as_string(), data, view);
}

std::optional<Problem> Interpreter::invalid(const Value& definition, std::string_view property, const Value& value) {
  const Value schema = member(member(member(definition, property), "schema"), "document");
  if (schema.is_null() || is_valid(schema, value)) return std::nullopt;
  return Problem{.type = "https://open-workflow-specification.org/spec/1.0.0/errors/validation", .status = 400};
}

// DSL: "Fault Tolerance", and metadata.required: a task that may fail passes its raw input on.
Ending Interpreter::task(const Site& site, const Value& raw_input) {
  if (++tasks_ > kMostTasks) {
    not_comparable("it does not come to an end");
    return Ended{};
  }
  if (const auto extensions = extensions_of(site); !extensions.empty()) {
    return optional(site, raw_input, extended(site, raw_input, extensions));
  }
  return own_task(site, raw_input);
}

Ending Interpreter::own_task(const Site& site, const Value& raw_input) {
  return optional(site, raw_input, attempted(site, raw_input));
}

Ending Interpreter::optional(const Site& site, const Value& raw_input, Ending ending) {
  auto* fault = std::get_if<Faulted>(&ending);
  if (fault == nullptr) return ending;
  if (fault->problem.instance.empty()) fault->problem.instance = site.reference;
  const Value required = member(member(site.definition, "metadata"), "required");
  if (required != Value::boolean(false)) return ending;
  const Value then = member(site.definition, "then");
  if (then == Value::string("end")) return Ended{.output = raw_input, .is_own = true};
  return Completed{.output = raw_input, .then = then.is_null() ? "continue" : std::string(then.as_string())};
}

// DSL: "Data Flow".
Ending Interpreter::attempted(const Site& site, const Value& raw_input) {
  const std::size_t undoable_before = undoable_.size();
  Running task{.site = site, .raw_input = raw_input, .input = raw_input};
  const auto wanted = holds(site.definition.find("if"), raw_input, view(task, false), true);
  if (!wanted) return Faulted{wanted.error()};
  if (!*wanted) return Completed{.output = raw_input};  // its `then` does not apply

  if (const auto problem = invalid(site.definition, "input", raw_input)) return Faulted{*problem};
  if (const Value from = member(member(site.definition, "input"), "from"); !from.is_null()) {
    const Evaluated input = evaluated(from, raw_input, view(task, false));
    if (!input) return Faulted{input.error()};
    task.input = *input;
  }
  Ending ending = kind(task);
  if (auto* done = std::get_if<Completed>(&ending)) return completed(task, std::move(*done), undoable_before);
  auto* ended = std::get_if<Ended>(&ending);  // by a task inside: this one completes with the same data
  if (ended == nullptr) return ending;
  ending = completed(task, {.output = std::move(ended->output), .then = "end"}, undoable_before);
  if (auto* passed_on = std::get_if<Ended>(&ending)) passed_on->is_own = false;
  return ending;
}

Ending Interpreter::completed(const Running& task, Completed done, std::size_t undoable_before) {
  View seen = view(task);
  seen.task = seen.task.with("output", done.output);
  const Value& definition = task.site.definition;
  // Its work is done, whatever becomes of its output.
  const auto keep_to_undo = [&](const Value& output) {
    if (member(member(definition, "metadata"), "compensate").is_null() || task.site.undoes) return;
    undoable_.resize(undoable_before);  // it undoes what was done inside, too
    undoable_.push_back({.site = task.site, .input = task.input, .output = output});
  };
  if (const Value as = member(member(definition, "output"), "as"); !as.is_null()) {
    const Evaluated output = evaluated(as, done.output, seen);
    if (!output) return keep_to_undo(Value()), Faulted{output.error()};
    done.output = *output;
  }
  if (const auto problem = invalid(definition, "output", done.output)) return keep_to_undo(Value()), Faulted{*problem};
  if (const Value as = member(member(definition, "export"), "as"); !as.is_null()) {
    seen.output = done.output;
    const Evaluated context = evaluated(as, done.output, seen);
    if (!context) return keep_to_undo(Value()), Faulted{context.error()};
    if (const auto problem = invalid(definition, "export", *context)) return keep_to_undo(Value()), Faulted{*problem};
    context_ = *context;
    ++exports_;
  }
  keep_to_undo(done.output);
  if (task.site.is_reported) ++outcome_.completed[task.site.reference];
  if (done.then == "end") return Ended{.output = done.output, .is_own = true};
  return done;
}

Ending Interpreter::kind(const Running& task) {
  const Value& definition = task.site.definition;
  if (definition.find("set") != nullptr) return set(task);
  if (definition.find("call") != nullptr) return call(task);
  if (definition.find("switch") != nullptr) return choice(task);
  if (definition.find("raise") != nullptr) return raise(task);
  if (definition.find("wait") != nullptr) return wait(task);
  if (definition.find("run") != nullptr) return run(task);
  if (definition.find("for") != nullptr) return loop(task);
  if (definition.find("fork") != nullptr) return fork(task);
  if (definition.find("try") != nullptr) return guarded(task);
  if (definition.find("emit") != nullptr) return emit(task);
  if (definition.find("listen") != nullptr) return listen(task);
  return list(task.site, "/do", member(definition, "do"), task.input);
}

ReferenceOutcome Interpreter::workflow(const Value& input) {
  workflow_ = Value::object({{"definition", document_}, {"input", input}});
  const Site root{.name = {}, .reference = "", .definition = document_, .variables = {}, .compensated = {}};
  const auto whole = [&]() -> std::expected<Value, Problem> {
    Running task{.site = root, .raw_input = input, .input = input};
    if (const auto problem = invalid(document_, "input", input)) return std::unexpected(*problem);
    if (const Value from = member(member(document_, "input"), "from"); !from.is_null()) {
      const Evaluated transformed = evaluated(from, input, view(task, false));
      if (!transformed) return transformed;
      task.input = *transformed;
    }
    context_ = task.input;
    const Ending ending = list(root, "/do", member(document_, "do"), task.input);
    if (const auto* fault = std::get_if<Faulted>(&ending)) return std::unexpected(fault->problem);
    const auto* ended = std::get_if<Ended>(&ending);
    const Value output = ended != nullptr ? ended->output : std::get<Completed>(ending).output;
    const Value as = member(member(document_, "output"), "as");
    Evaluated transformed = as.is_null() ? Evaluated(output) : evaluated(as, output, view(task));
    if (!transformed) return transformed;
    if (const auto problem = invalid(document_, "output", *transformed)) return std::unexpected(*problem);
    return transformed;
  };
  std::expected<Value, Problem> result = whole();
  if (result) {
    outcome_.output = *std::move(result);
    return std::move(outcome_);
  }
  undo_since(0);
  outcome_.fault = std::move(result).error();
  if (outcome_.fault->instance.empty()) outcome_.fault->instance = "/";
  return std::move(outcome_);
}

}  // namespace reference

ReferenceOutcome interpret(const Value& document, const Value* child, const Value& input,
                           const OperatorResult& operators, ReferenceEvents* events) {
  return reference::Interpreter(document, child, operators, events).workflow(input);
}

Value without_effects(const Value& value) {
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(without_effects(item));
    return Value::array(std::move(items));
  }
  if (!value.is_object()) return value;
  std::vector<Member> members;
  for (const Member& each : value.members()) {
    if (each.name() != "effect") members.emplace_back(each.name(), without_effects(each.value));
  }
  return Value::object(std::move(members));
}

}  // namespace baton::tests
