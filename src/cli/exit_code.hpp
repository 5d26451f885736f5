// What `baton` exits with: the one place that maps how things ended to exit statuses.
#pragma once

#include <baton/error.hpp>
#include <baton/status.hpp>

namespace baton::cli {

enum class ExitCode : int {
  Success = 0,  // the instance completed; or the verb did what it was asked for
  Faulted =
      1,  // the instance ended by an error nobody caught; `sim` or `validate --strict` found something; `eval` failed; of many, some refused
  Refused = 2,      // usage, an invalid definition, or it does not apply
  Cancelled = 3,    // the instance was cancelled
  StoreFailed = 4,  // the store failed, or another process is writing it; out of memory
  NotEnded = 5      // interrupted, suspended or waiting
};

[[nodiscard]] ExitCode exit_code(Status status);
[[nodiscard]] ExitCode exit_code(const Error& error);

}  // namespace baton::cli
