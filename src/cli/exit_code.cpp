#include "cli/exit_code.hpp"

#include "base/check.hpp"

namespace baton::cli {

ExitCode exit_code(Status status) {
  switch (status) {
    case Status::Completed:
      return ExitCode::Success;
    case Status::Faulted:
      return ExitCode::Faulted;
    case Status::Cancelled:
      return ExitCode::Cancelled;
    case Status::Pending:
    case Status::Running:
    case Status::Waiting:
    case Status::Suspended:
      return ExitCode::NotEnded;
  }
  check_failed("status", "a status that has no name", __FILE__, __LINE__);
}

ExitCode exit_code(const Error& error) {
  switch (error.kind) {
    case Error::Kind::InvalidArgument:
    case Error::Kind::InvalidDefinition:
    case Error::Kind::MissingOperators:
    case Error::Kind::NotFound:
    case Error::Kind::Conflict:
    case Error::Kind::Unavailable:
    case Error::Kind::NotSupported:
    case Error::Kind::Stale:
    case Error::Kind::Gone:
      return ExitCode::Refused;
    case Error::Kind::Overloaded:
    case Error::Kind::Quarantined:
    case Error::Kind::Busy:
    case Error::Kind::StoreFailed:
      return ExitCode::StoreFailed;
    case Error::Kind::Timeout:
    case Error::Kind::Aborted:
      return ExitCode::NotEnded;
  }
  check_failed("error.kind", "a kind of error that has no name", __FILE__, __LINE__);
}

}  // namespace baton::cli
