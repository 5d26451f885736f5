// Saying how things ended: an instance's output on stdout, its error or what it is doing on stderr.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/run_instance.hpp"

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <string>

namespace baton::cli {

struct Report {
  const Common& common;
  std::string continue_with;  // the command that continues it, if it has not ended
};

// Prints the state of the instance; the exit code for it, which is NotEnded as long as anything of its family is left.
[[nodiscard]] Result<ExitCode> report(const RunResult& run_result, const Report& how);

// To stderr. Compile errors stand as lines of their own: `file:line:column: error: message`.
void say_error(const Error& error);

// "Not Found (404) at /do/0/getPet: no such pet"
[[nodiscard]] std::string summary_of(const Problem& problem);
// "faulted: Not Found (404) at /do/0/getPet: no such pet", then its type and the compensations that failed.
[[nodiscard]] std::string describe(Status status, const Problem& problem);

// "baton COMMAND --store URL", without the store if it is the default one.
[[nodiscard]] std::string command_line(const std::string& command, const Common& common);

}  // namespace baton::cli
