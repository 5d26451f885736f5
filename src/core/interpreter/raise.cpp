// raise: faults with the error it describes (DSL reference: "Raise", "Error").
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

namespace baton::core {
namespace {

std::expected<std::string, Problem> text_of(const std::optional<Template>& source, const Value& input,
                                            const Bindings& bindings) {
  if (!source) return std::string();
  auto value = evaluate(*source, input, bindings);
  if (!value) return std::unexpected(std::move(value).error());
  if (value->is_null()) return std::string();
  return value->is_string() ? std::string(value->as_string()) : to_json(*value);
}

// An error without a type could not be told from another one.
std::expected<std::string, Problem> type_of(const Template& source, const Value& input, const Bindings& bindings) {
  auto value = evaluate(source, input, bindings);
  if (!value) return std::unexpected(std::move(value).error());
  if (value->is_string() && !value->as_string().empty()) return std::string(value->as_string());
  const std::string found = value->is_string() ? "an empty text" : std::string(kind_name(value->kind()));
  return std::unexpected(
      make_problem(ProblemKind::Expression, "the type of the error to raise must be a URI, not " + found));
}

std::expected<Problem, Problem> raised(const ErrorTemplate& error, const Value& input, const Bindings& bindings) {
  auto type = type_of(error.type, input, bindings);
  if (!type) return std::unexpected(std::move(type).error());
  auto title = text_of(error.title, input, bindings);
  if (!title) return std::unexpected(std::move(title).error());
  auto detail = text_of(error.detail, input, bindings);
  if (!detail) return std::unexpected(std::move(detail).error());
  auto instance = text_of(error.instance, input, bindings);
  if (!instance) return std::unexpected(std::move(instance).error());
  return Problem{.type = *std::move(type),
                 .status = error.status,
                 .title = *std::move(title),
                 .detail = *std::move(detail),
                 .instance = *std::move(instance)};
}

}  // namespace

void Behaviour<RaiseTask>::start(WorkflowTransition& transition, FrameId frame, const RaiseTask& task) {
  auto problem = raised(task.error, transition.at(frame).input, FrameBindings(transition, frame));
  fault(transition, frame, problem ? *std::move(problem) : std::move(problem).error());
}

}  // namespace baton::core
