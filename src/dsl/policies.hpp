// Durations, timeouts, retry policies and errors, which tasks can share by name.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>

namespace baton::dsl {

// {"seconds": 5} or "PT5S". `or_else` ends the list of what it could be, in the message.
[[nodiscard]] std::optional<core::CalendarDuration> read_duration(Diagnostics& diagnostics, const Node& node,
                                                                  std::string_view or_else = "");
// {"seconds": 5}, "PT5S" or "${ … }".
[[nodiscard]] std::optional<core::DurationSource> compile_duration(Compilation& compilation, const Node& node,
                                                                   const Visible& visible);

// What `timeout`, `retry` and `raise.error` say: a name in `use`, or the thing itself.
[[nodiscard]] std::optional<core::DurationSource> compile_timeout(Compilation& compilation, const Node& node,
                                                                  const Visible& visible);
[[nodiscard]] std::optional<core::RetryPolicy> compile_retry(Compilation& compilation, const Node& node,
                                                             const Visible& visible);
[[nodiscard]] std::optional<core::ErrorTemplate> compile_error(Compilation& compilation, const Node& node,
                                                               const Visible& visible);

// `catch.errors`.
[[nodiscard]] core::ErrorFilter read_error_filter(Diagnostics& diagnostics, const Node& errors);

}  // namespace baton::dsl
