// try (DSL: "Try", "Catch", "Retry").
#include "simulation/reference/interpreter.hpp"

#include <array>
#include <utility>

namespace baton::tests::reference {
namespace {

// The last part of a standard error type, in each of the spellings in the field; otherwise the type itself.
std::string_view plain_type(std::string_view type) {
  constexpr std::array<std::string_view, 4> kPrefixes = {
      "https://open-workflow-specification.org/spec/1.0.0/errors/", "https://serverlessworkflow.io/spec/1.0.0/errors/",
      "https://open-workflow-specification.org/dsl/errors/types/", "https://serverlessworkflow.io/dsl/errors/types/"};
  for (const std::string_view prefix : kPrefixes) {
    if (type.starts_with(prefix)) return type.substr(prefix.size());
  }
  return type;
}

// errors.with: every property that is given is equal.
bool passes(const Value& filter, const Value& error) {
  if (filter.is_null()) return true;
  for (const Member& wanted : filter.members()) {
    const Value is = member(error, wanted.name());
    const bool equal = wanted.name() == "type" ? plain_type(wanted.value.as_string()) == plain_type(is.as_string())
                                               : wanted.value == is;
    if (!equal) return false;
  }
  return true;
}

// The directive of the task, or of `catch` where an error was caught.
Ending with_then(Ending ending, const Value& definition, const Value& of_catch) {
  auto* done = std::get_if<Completed>(&ending);
  if (done == nullptr) return ending;
  const Value then = of_catch.is_null() ? member(definition, "then") : of_catch;
  done->then = then.is_null() ? "continue" : std::string(then.as_string());
  return ending;
}

}  // namespace

std::expected<bool, Problem> Interpreter::catches(const Running& task, const Site& handler, const Problem& problem) {
  const Value handling = member(task.site.definition, "catch");
  if (!passes(member(member(handling, "errors"), "with"), error_value(problem))) return false;
  const View seen = view({.site = handler, .raw_input = task.raw_input, .input = task.input});
  const auto when = holds(handling.find("when"), error_value(problem), seen, true);
  if (!when || !*when) return when;
  const auto except = holds(handling.find("exceptWhen"), error_value(problem), seen, false);
  if (!except) return except;
  return !*except;
}

// After so many attempts, is there to be another one?
std::expected<bool, Problem> Interpreter::retries(const Running& task, const Site& handler, const Value& error,
                                                  int attempt) {
  const Value policy = member(member(task.site.definition, "catch"), "retry");
  if (policy.is_null()) return false;
  const Value most = member(member(member(policy, "limit"), "attempt"), "count");
  if (!most.is_null() && attempt > most.as_integer()) return false;
  const View seen = view({.site = handler, .raw_input = task.raw_input, .input = task.input});
  const auto when = holds(policy.find("when"), error, seen, true);
  if (!when || !*when) return when;
  const auto except = holds(policy.find("exceptWhen"), error, seen, false);
  if (!except) return except;
  return !*except;
}

Ending Interpreter::guarded(const Running& task) {
  const Value& definition = task.site.definition;
  const std::size_t undoable_before = undoable_.size();
  const auto consumed_before = consumed_;
  for (int attempt = 1;; ++attempt) {
    Ending ending = list(task.site, "/try", member(definition, "try"), task.input);
    const auto* fault = std::get_if<Faulted>(&ending);
    if (fault == nullptr) return with_then(std::move(ending), definition, {});

    Site handler = task.site;
    const Value* as = member(definition, "catch").find("as");
    handler.variables.emplace_back(as == nullptr ? "error" : as->as_string(), error_value(fault->problem));
    const auto is_caught = catches(task, handler, fault->problem);
    if (!is_caught) return Faulted{is_caught.error()};
    if (!*is_caught) return ending;
    const auto again = retries(task, handler, error_value(fault->problem), attempt);
    if (!again) return Faulted{again.error()};
    if (!*again) return caught(task, handler, fault->problem);
    undo_since(undoable_before);
    consumed_ = consumed_before;
  }
}

Ending Interpreter::caught(const Running& task, const Site& handler, const Problem& problem) {
  const Value& definition = task.site.definition;
  const Value handling = member(definition, "catch");
  const Value then = member(handling, "then");
  if (const Value* tasks = handling.find("do")) {
    return with_then(list(handler, "/catch/do", *tasks, task.input), definition, then);
  }
  const bool is_dealt_with = handling.find("retry") == nullptr || !then.is_null();
  if (!is_dealt_with) return Faulted{problem};
  return with_then(Completed{.output = task.input}, definition, then);
}

}  // namespace baton::tests::reference
