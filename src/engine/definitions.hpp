// Documents into programs, and what users see of them. PURE.
#pragma once

#include "dsl/dsl.hpp"
#include "runtime/programs.hpp"

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace baton::engine {

// The runtime's way to a program from what is stored.
[[nodiscard]] std::expected<runtime::ProgramPtr, std::string> compile_stored(const runtime::DefinitionRow& row);

[[nodiscard]] DefinitionSummary summary_of(const dsl::Compiled& compiled);
[[nodiscard]] DefinitionSummary summary_of(const core::Program& program);

}  // namespace baton::engine
