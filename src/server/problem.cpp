#include "server/problem.hpp"

#include "engine/json_views.hpp"
#include "server/limits.hpp"

#include <baton/value.hpp>

#include <array>
#include <utility>

namespace baton::server {
namespace {

using namespace problems;

constexpr std::array kKinds{kInvalidRequest,     kUnauthenticated, kForbidden,
                            kForeignOrigin,      kNotFound,        kMethodNotAllowed,
                            kConflict,           kQuarantined,     kGone,
                            kPreconditionFailed, kContentTooLarge, kTargetTooLong,
                            kUnsupportedType,    kMisdirected,     kInvalidDefinition,
                            kMissingOperators,   kNotSupported,    kIdempotencyKeyReused,
                            kTooManyRequests,    kHeaderTooLarge,  kInternal,
                            kNotImplemented,     kOverloaded,      kStoreFailed,
                            kUnavailable};

const ProblemKind& kind_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::InvalidArgument:
      return kInvalidRequest;
    case Error::Kind::InvalidDefinition:
      return kInvalidDefinition;
    case Error::Kind::MissingOperators:
      return kMissingOperators;
    case Error::Kind::NotSupported:
      return kNotSupported;
    case Error::Kind::NotFound:
      return kNotFound;
    case Error::Kind::Conflict:
      return kConflict;
    case Error::Kind::Gone:
      return kGone;
    case Error::Kind::Stale:
      return kPreconditionFailed;
    case Error::Kind::Overloaded:
      return kOverloaded;
    case Error::Kind::Quarantined:
      return kQuarantined;
    case Error::Kind::Busy:
    case Error::Kind::StoreFailed:
      return kStoreFailed;
    case Error::Kind::Timeout:
    case Error::Kind::Aborted:
    case Error::Kind::Unavailable:
      return kUnavailable;
  }
  std::unreachable();
}

}  // namespace

std::span<const ProblemKind> all_problem_kinds() {
  return kKinds;
}

Response problem(const ProblemKind& kind, std::string_view detail, const std::vector<std::string>& details) {
  Value body = Value::object({{"type", Value::string("urn:baton:problem:" + std::string(kind.slug))},
                              {"title", Value::string(kind.title)},
                              {"status", Value::number(kind.status)},
                              {"detail", Value::string(detail)}});
  if (!details.empty()) body = std::move(body).with("details", engine::strings(details));
  Response response{.status = kind.status, .content_type = "application/problem+json", .body = to_json(body)};
  if (kind.status == 429 || kind.status == 503) response.set("retry-after", std::to_string(kRetryAfter));
  if (kind.status == 401) response.set("www-authenticate", "Bearer");
  return response;
}

Response problem_of(const Error& error) {
  return problem(kind_of(error.kind), error.message, error.details);
}

}  // namespace baton::server
