// What cancel, suspend, resume, retry and rm do with a selection of instances.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"

#include <baton/bulk.hpp>

#include <string>

namespace baton::cli {

struct Many {
  const Common& common;
  const Selection& selection;
  BulkAction action;
  std::string secrets = {};  // a file; empty: none
  bool compensate = false;
};

// Changes the instances, runs them until they only wait, and prints a summary on stderr.
[[nodiscard]] Result<ExitCode> perform_for_many(const Many& many);

}  // namespace baton::cli
