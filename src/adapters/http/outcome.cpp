#include "adapters/http/outcome.hpp"

#include "adapters/http/limits.hpp"

#include <utility>

namespace baton::http {
namespace {

Problem no_connection(const Call& call, const Failure& failure, Timestamp now) {
  if (failure.shortfall == Shortfall::TimedOut && call.deadline && now >= *call.deadline) {
    return make_problem(ProblemKind::Timeout, call.request.shown() + " could not be connected before its deadline");
  }
  return make_problem(ProblemKind::Communication, 503, call.request.shown() + " could not be sent: " + failure.reason);
}

Problem no_response_in_time(const Call& call) {
  std::string detail = call.request.shown() + " was sent but not answered in time";
  return call.deadline ? make_problem(ProblemKind::Timeout, std::move(detail))
                       : make_problem(ProblemKind::Communication, 504, std::move(detail));
}

Problem too_long(const Call& call, const std::string& what, std::size_t limit) {
  return make_problem(
      ProblemKind::Communication, 502,
      call.request.shown() + ": " + what + " of the response exceeds " + std::to_string(limit >> 10) + " KiB");
}

}  // namespace

CallOutcome outcome_of(const Call& call, const Failure& failure, Timestamp now) {
  if (!failure.was_begun && failure.shortfall == Shortfall::Refused) return refused(call.request, failure.reason);
  if (!failure.was_begun) return CallFailed{.problem = no_connection(call, failure, now), .was_made = false};
  switch (failure.shortfall) {
    case Shortfall::Broken:
    case Shortfall::Refused:  // when it was to be sent again
      return without_output(call.request, failure.status,
                            make_problem(ProblemKind::Communication, 502,
                                         call.request.shown() + " was sent but not fully answered: " + failure.reason));
    case Shortfall::TimedOut:
      return without_output(call.request, failure.status, no_response_in_time(call));
    case Shortfall::HeaderCutOff:
      return without_output(
          call.request, failure.status,
          make_problem(
              ProblemKind::Communication, 502,
              call.request.shown() + " was sent but not fully answered: the response ends before its header does"));
    case Shortfall::HeadersTooLong:
      return without_output(call.request, failure.status, too_long(call, "the header", kMaxResponseHeaderBytes));
    case Shortfall::BodyTooLong:
      return without_output(call.request, failure.status, too_long(call, "the body", kMaxResponseBodyBytes));
    case Shortfall::Withdrawn:
      return CallUnknown{
          make_problem(ProblemKind::Runtime, call.request.shown() + " was aborted: nobody waited for it any more")};
  }
  std::unreachable();
}

CallOutcome without_output(const Request& request, int status, Problem problem) {
  constexpr int kBadGateway = 502;
  constexpr int kGatewayTimeout = 504;
  const bool may_have_happened =
      status < kFirstFinalStatus || request.is_success(status) || status == kBadGateway || status == kGatewayTimeout;
  if (may_have_happened && !request.only_reads()) return CallUnknown{std::move(problem)};
  return CallFailed{std::move(problem)};
}

CallOutcome refused(const Request& request, const std::string& why) {
  Problem problem = make_problem(ProblemKind::Authorization, request.shown() + " was refused: " + why);
  problem.extensions = Value::object({{"final", Value::boolean(true)}});
  return CallFailed{.problem = std::move(problem), .was_made = false};
}

CallOutcome never_begun(const Call& call) {
  Problem problem = make_problem(ProblemKind::Timeout, call.request.shown() + " was not started before its deadline");
  return CallFailed{.problem = std::move(problem), .was_made = false};
}

}  // namespace baton::http
