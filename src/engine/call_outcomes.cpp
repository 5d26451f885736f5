#include "engine/call_outcomes.hpp"

#include "base/overloaded.hpp"

namespace baton::engine {

std::string reason_in(const CallOutcome& outcome) {
  const auto text = [](const Problem& problem) {
    const std::string& said = problem.detail.empty() ? problem.title : problem.detail;
    return said.empty() ? "nobody knows why" : said;
  };
  return std::visit(overloaded{[](const CallSucceeded&) { return std::string(); },
                               [&](const CallFailed& failure) { return text(failure.problem); },
                               [&](const CallUnknown& unknown) { return text(unknown.problem); }},
                    outcome);
}

}  // namespace baton::engine
