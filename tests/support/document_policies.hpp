// Parts of generated documents that no task is in: durations, policies, errors and compensations.
#pragma once

#include "simulation/choices.hpp"
#include "support/document_expressions.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <string_view>

namespace baton::tests {

[[nodiscard]] Value text(std::string_view value);
[[nodiscard]] Value number(std::uint64_t value);
[[nodiscard]] Value object(std::string_view name, Value value);
[[nodiscard]] Value expression(std::string_view code);  // "${ … }"

[[nodiscard]] Value random_duration(simulation::Choices& choices);
[[nodiscard]] Value random_timeout(simulation::Choices& choices);
// `around` has the error's variable as its innermost.
[[nodiscard]] Value random_retry(simulation::Choices& choices, const Surroundings& around, bool timeouts);
[[nodiscard]] Value random_error(simulation::Choices& choices);
[[nodiscard]] Value random_error_filter(simulation::Choices& choices);
// One or two calls that are told what they undo: the task of this name.
[[nodiscard]] Value random_compensation(simulation::Choices& choices, std::string_view of);

}  // namespace baton::tests
