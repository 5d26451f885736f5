#include "adapters/http/outcome.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

constexpr Timestamp kNow{Duration{1'000}};

Call call(std::optional<Timestamp> deadline = std::nullopt) {
  Request request;
  request.method = "GET";
  request.uri.shown = "http://h/p";
  return {.request = request, .deadline = deadline, .done = {}};
}

Problem failed(const Call& what, const Failure& failure) {
  return std::get<CallFailed>(outcome_of(what, failure, kNow)).problem;
}

Problem unknown(const Call& what, const Failure& failure) {
  return std::get<CallUnknown>(outcome_of(what, failure, kNow)).problem;
}

TEST(Outcome, IsAFailureWhileNothingWasSent) {
  const Problem refused = failed(call(), {.reason = "refused"});
  EXPECT_EQ(refused, make_problem(ProblemKind::Communication, 503, "GET http://h/p could not be sent: refused"));

  // The connect timeout, before the deadline.
  const Problem slow = failed(call(kNow + Duration{1}), {.shortfall = Shortfall::TimedOut, .reason = "slow"});
  EXPECT_EQ(slow.status, 503);

  const Problem late = failed(call(kNow), {.shortfall = Shortfall::TimedOut, .reason = "slow"});
  EXPECT_EQ(late, make_problem(ProblemKind::Timeout, "GET http://h/p could not be connected before its deadline"));
}

TEST(Outcome, IsUnknownOnceTheRequestWasBegun) {
  Call post = call();
  post.request.method = "POST";
  EXPECT_EQ(unknown(post, {.was_begun = true, .reason = "reset"}),
            make_problem(ProblemKind::Communication, 502, "POST http://h/p was sent but not fully answered: reset"));

  const std::string detail = "POST http://h/p was sent but not answered in time";
  const Failure slow{.shortfall = Shortfall::TimedOut, .was_begun = true, .reason = "slow"};
  EXPECT_EQ(unknown(post, slow), make_problem(ProblemKind::Communication, 504, detail));
  post.deadline = kNow;
  EXPECT_EQ(unknown(post, slow), make_problem(ProblemKind::Timeout, detail));
}

TEST(Outcome, OfARequestThatOnlyReadsIsAFailureWhereItsAnswerIsCutOffOrLate) {
  for (const Shortfall shortfall : {Shortfall::Broken, Shortfall::TimedOut}) {
    failed(call(), {.shortfall = shortfall, .was_begun = true, .reason = "reset"});
  }
}

}  // namespace
}  // namespace baton::http
