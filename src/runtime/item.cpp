#include "runtime/item.hpp"

#include <utility>
#include <variant>

namespace baton::runtime {
namespace {

std::string text_of(const Problem& problem) {
  if (!problem.detail.empty()) return problem.detail;
  return problem.title.empty() ? problem.type : problem.title;
}

}  // namespace

Rejection refusal_of(const InstanceId& id, const core::EventBody& event, const Problem& why) {
  const auto because = [&](Rejection::Kind kind, std::string what) {
    return Rejection{.kind = kind, .reason = std::move(what) + text_of(why), .problem = why};
  };
  const std::string instance = "the instance '" + id.value + "' ";
  if (std::holds_alternative<core::Start>(event)) {
    return because(Rejection::Kind::Invalid, instance + "has not been started: ");
  }
  if (std::holds_alternative<core::Resume>(event)) {
    return because(Rejection::Kind::Conflict, instance + "was resumed and is suspended again: ");
  }
  return because(Rejection::Kind::Conflict, instance + "has refused the event: ");
}

}  // namespace baton::runtime
