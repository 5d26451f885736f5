// Who runs the program.
#pragma once

#include <baton/caller.hpp>

namespace baton::cli {

// The name of the operating system's user: of the effective one, whatever the environment says. "uid 1000" if it has none.
[[nodiscard]] Caller this_user();

}  // namespace baton::cli
