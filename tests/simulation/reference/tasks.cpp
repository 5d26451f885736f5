// Tasks that hold no others: set, call, switch, raise, wait, run.
#include "simulation/reference/interpreter.hpp"

#include <utility>

namespace baton::tests::reference {
namespace {

// The directive of the task itself.
std::string then_of(const Value& definition) {
  const Value then = member(definition, "then");
  return then.is_null() ? "continue" : std::string(then.as_string());
}

std::string text_of(const Value& value) {
  if (value.is_null()) return {};
  return value.is_string() ? std::string(value.as_string()) : to_json(value);
}

}  // namespace

Ending Interpreter::set(const Running& task) {
  const Evaluated data = evaluated(member(task.site.definition, "set"), task.input, view(task));
  if (!data) return Faulted{data.error()};
  return Completed{.output = *data, .then = then_of(task.site.definition)};
}

Ending Interpreter::call(const Running& task) {
  const Value& definition = task.site.definition;
  Value arguments = task.input;
  if (const Value* with = definition.find("with")) {
    const Evaluated value = evaluated(*with, task.input, view(task));
    if (!value) return Faulted{value.error()};
    arguments = *value;
  }
  const std::string name(member(definition, "call").as_string());
  const Value body = member(member(member(document_, "use"), "functions"), name);
  if (!body.is_null()) return function(task, body, arguments);
  return Completed{.output = operators_(name, arguments), .then = then_of(definition)};
}

Ending Interpreter::choice(const Running& task) {
  std::string then = then_of(task.site.definition);
  const Value cases = member(task.site.definition, "switch");
  for (const Value& item : cases.items()) {
    const Value& option = item.members()[0].value;
    if (option.find("when") == nullptr) {
      then = member(option, "then").as_string();  // unless another one matches
      continue;
    }
    const auto matches = holds(option.find("when"), task.input, view(task), true);
    if (!matches) return Faulted{matches.error()};
    if (!*matches) continue;
    then = member(option, "then").as_string();
    break;
  }
  return Completed{.output = task.input, .then = then};
}

Ending Interpreter::raise(const Running& task) {
  const Value error = member(member(task.site.definition, "raise"), "error");
  const Evaluated value = evaluated(error, task.input, view(task));
  if (!value) return Faulted{value.error()};
  const Value type = member(*value, "type");
  if (!type.is_string() || type.as_string().empty()) return Faulted{expression_problem("the error has no type")};
  return Faulted{Problem{.type = text_of(type),
                         .status = static_cast<int>(member(*value, "status").as_integer().value_or(0)),
                         .title = text_of(member(*value, "title")),
                         .detail = text_of(member(*value, "detail")),
                         .instance = text_of(member(*value, "instance"))}};
}

Ending Interpreter::wait(const Running& task) {
  const Evaluated duration = filled_in(member(task.site.definition, "wait"), task.input, view(task));
  if (!duration) return Faulted{duration.error()};
  return Completed{.output = task.input, .then = then_of(task.site.definition)};
}

Ending Interpreter::run(const Running& task) {
  const Value run = member(task.site.definition, "run");
  Value input = task.input;
  if (const Value* given = member(run, "workflow").find("input")) {
    const Evaluated value = filled_in(*given, task.input, view(task));
    if (!value) return Faulted{value.error()};
    input = *value;
  }
  const std::string then = then_of(task.site.definition);
  if (member(run, "await") == Value::boolean(false)) {
    if (events_ != nullptr) not_comparable("a child that nobody awaits uses the event log");
    return Completed{.output = task.input, .then = then};
  }
  if (text_of(member(member(run, "workflow"), "name")) == "late") {  // late_document()
    return Completed{.output = Value::object({{"late", Value::boolean(true)}}), .then = then};
  }
  if (child_ == nullptr) {
    not_comparable("it runs a workflow that is not given");
    return Completed{.output = {}, .then = then};
  }
  if (events_ != nullptr) ++event_uses_;
  if (events_ != nullptr && events_->emits && to_json(*child_).contains("\"listen\"")) {
    not_comparable("whether a child hears what came just before it depends on the engine's transitions");
  }
  ReferenceOutcome child = interpret(*child_, nullptr, input, operators_, events_);
  if (!child.comparable) not_comparable("its child: " + child.why_not);
  if (!child.fault) return Completed{.output = *child.output, .then = then};
  child.fault->instance.clear();  // of another document; here the `run` task is what failed
  return Faulted{*std::move(child.fault)};
}

}  // namespace baton::tests::reference
