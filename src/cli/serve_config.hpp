// The configuration of `baton serve`: what the command line and the environment have left open.
#pragma once

#include "cli/arguments.hpp"

#include <baton/error.hpp>

namespace baton::cli {

// The arguments with what the file `config` adds. InvalidArgument: it cannot be read, or has a member that is not known or is of another type.
[[nodiscard]] Result<ServeArguments> with_config(ServeArguments arguments);

}  // namespace baton::cli
