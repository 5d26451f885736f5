// Errors as Problem Details (RFC 9457): the one place that maps errors to HTTP. docs/reference/http.md lists the kinds.
#pragma once

#include "server/http/message.hpp"

#include <baton/error.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::server {

// Its `type` is "urn:baton:problem:" and the slug, and never changes its meaning.
struct ProblemKind {
  std::string_view slug;
  int status;
  std::string_view title;
};

namespace problems {

inline constexpr ProblemKind kInvalidRequest{"invalid-request", 400, "The request is not valid"};
inline constexpr ProblemKind kUnauthenticated{"unauthenticated", 401, "A valid key is needed"};
inline constexpr ProblemKind kForbidden{"forbidden", 403, "The key may not do that"};
inline constexpr ProblemKind kForeignOrigin{"foreign-origin", 403, "The request comes from a page of another origin"};
inline constexpr ProblemKind kNotFound{"not-found", 404, "There is no such thing"};
inline constexpr ProblemKind kMethodNotAllowed{"method-not-allowed", 405, "The method does not apply here"};
inline constexpr ProblemKind kConflict{"conflict", 409, "It does not apply to the present state"};
inline constexpr ProblemKind kQuarantined{"quarantined", 409, "The instance cannot be run by this version"};
inline constexpr ProblemKind kGone{"gone", 410, "It is not kept any more"};
inline constexpr ProblemKind kPreconditionFailed{"precondition-failed", 412, "The instance has changed"};
inline constexpr ProblemKind kContentTooLarge{"content-too-large", 413, "The body is too large"};
inline constexpr ProblemKind kTargetTooLong{"target-too-long", 414, "The target is too long"};
inline constexpr ProblemKind kUnsupportedType{"unsupported-type", 415, "The body has a type that is not accepted"};
inline constexpr ProblemKind kMisdirected{"misdirected", 421, "The server does not answer for this host"};
inline constexpr ProblemKind kInvalidDefinition{"invalid-definition", 422, "The document is not a valid workflow"};
inline constexpr ProblemKind kMissingOperators{"missing-operators", 422, "Operators are missing"};
inline constexpr ProblemKind kNotSupported{"not-supported", 422, "This version cannot run the workflow"};
inline constexpr ProblemKind kIdempotencyKeyReused{"idempotency-key-reused", 422,
                                                   "The Idempotency-Key is of another request"};
inline constexpr ProblemKind kTooManyRequests{"too-many-requests", 429, "Too many requests of this kind"};
inline constexpr ProblemKind kHeaderTooLarge{"header-too-large", 431, "The header is too large"};
inline constexpr ProblemKind kInternal{"internal", 500, "The server failed"};
inline constexpr ProblemKind kNotImplemented{"not-implemented", 501, "This version does not do that"};
inline constexpr ProblemKind kOverloaded{"overloaded", 503, "The server has too much to do"};
inline constexpr ProblemKind kStoreFailed{"store-failed", 503, "The store failed"};
inline constexpr ProblemKind kUnavailable{"unavailable", 503, "The server cannot answer now"};

}  // namespace problems

[[nodiscard]] std::span<const ProblemKind> all_problem_kinds();

// With Retry-After where a later request may succeed.
[[nodiscard]] Response problem(const ProblemKind& kind, std::string_view detail,
                               const std::vector<std::string>& details = {});
[[nodiscard]] Response problem_of(const Error& error);

}  // namespace baton::server
