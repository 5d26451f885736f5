#include "core/validation.hpp"

#include "schema/schema.hpp"

#include <algorithm>
#include <string>

namespace baton::core {
namespace {

std::string listed(const schema::Report& report) {
  std::string text;
  for (const schema::Violation& violation : report.violations) {
    if (!text.empty()) text += "; ";
    text += schema::describe(violation);
  }
  return report.has_more ? text + "; and more" : text;
}

}  // namespace

std::optional<Problem> invalid(const schema::Schema& schema, std::string_view what, const Value& value,
                               const Bindings& bindings) {
  const std::uint64_t left = schema::kMaxSteps - std::min(schema::kMaxSteps, bindings.steps_taken());
  const auto report = schema.validate(value, {.steps = left});
  bindings.take_steps(report ? report->steps : left);
  if (!report) {
    return make_problem(ProblemKind::Validation,
                        std::string(what) + " cannot be checked by its schema: " + report.error().message);
  }
  if (report->is_valid()) return std::nullopt;
  return make_problem(ProblemKind::Validation, std::string(what) + " does not match its schema: " + listed(*report));
}

}  // namespace baton::core
