#include "core/admission.hpp"

#include "core/limits.hpp"
#include "value/measure.hpp"
#include "value/utf8.hpp"

#include <utility>

namespace baton::core {

namespace {

// Its text is longer than its memory only where characters are escaped, to six times its length at most.
bool is_too_large(const Value& data, std::uint64_t bytes) {
  constexpr std::uint64_t kLongestEscape = 6;
  if (bytes > kMaxDataBytes) return true;
  return bytes * kLongestEscape > kMaxDataBytes && to_json(data).size() > kMaxDataBytes;
}

std::string cut(std::string text) {
  if (text.size() <= kMaxProblemTextBytes) return text;
  return utf8::valid(text.substr(0, kMaxProblemTextBytes)) + "…";
}

}  // namespace

std::optional<std::string> reason_not_to_keep(std::string_view what, const Value& data) {
  const Measure size = measure(data);
  if (size.depth > kMaxDataDepth) {
    return std::string(what) + " is nested deeper than the " + std::to_string(kMaxDataDepth) +
           " levels that data may have; make it flatter";
  }
  if (!is_too_large(data, size.bytes)) return std::nullopt;
  return std::string(what) + " is larger than the " + std::to_string(kMaxDataBytes >> 20) +
         " MiB that data may have; keep it elsewhere and pass a reference";
}

Problem admitted(Problem problem) {
  for (std::string* text : {&problem.type, &problem.title, &problem.detail, &problem.instance}) {
    *text = cut(utf8::valid(std::move(*text)));
  }
  if (const auto why = reason_not_to_keep("what the problem says in other members", problem.extensions)) {
    problem.extensions = {};
    problem.detail += " (" + *why + ")";
  }
  return problem;
}

void admit(Outcome& outcome) {
  if (const auto* success = std::get_if<Succeeded>(&outcome)) {
    if (const auto why = reason_not_to_keep("the answer of the call", success->output)) {
      outcome = OutcomeUnknown{make_problem(ProblemKind::Runtime, *why)};
    }
  } else if (auto* failure = std::get_if<Failed>(&outcome)) {
    *failure->problem = admitted(*std::move(failure->problem));
  } else {
    Problem& problem = *std::get<OutcomeUnknown>(outcome).problem;
    problem = admitted(std::move(problem));
  }
}

}  // namespace baton::core
