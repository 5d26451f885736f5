#include "core/admission.hpp"

#include "base/overloaded.hpp"
#include "core/limits.hpp"
#include "value/measure.hpp"
#include "value/utf8.hpp"

#include <utility>

namespace baton::core {

bool is_too_deep(const Value& data) {
  return measure(data).depth > kMaxDataDepth;
}

std::string too_deep(std::string_view what) {
  return std::string(what) + " is nested deeper than the " + std::to_string(kMaxDataDepth) +
         " levels that data may have; make it flatter";
}

Problem admitted(Problem problem) {
  for (std::string* text : {&problem.type, &problem.title, &problem.detail, &problem.instance}) {
    *text = utf8::valid(std::move(*text));
  }
  if (is_too_deep(problem.extensions)) {
    problem.extensions = {};
    problem.detail += " (" + too_deep("what it says beyond that") + ")";
  }
  return problem;
}

Outcome admitted(Outcome outcome) {
  return std::visit(
      overloaded{
          [](Succeeded& success) -> Outcome {
            if (!is_too_deep(success.output)) return std::move(success);
            return OutcomeUnknown{make_problem(ProblemKind::Runtime, too_deep("the answer of the call"))};
          },
          [](Failed& failure) -> Outcome { return Failed{admitted(*std::move(failure.problem))}; },
          [](OutcomeUnknown& unknown) -> Outcome { return OutcomeUnknown{admitted(*std::move(unknown.problem))}; }},
      outcome);
}

}  // namespace baton::core
