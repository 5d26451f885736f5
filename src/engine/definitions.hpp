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

// Whether there is a time zone of that name; none: nobody asks.
using HasZone = std::function<bool(std::string_view)>;

// InvalidDefinition lists every problem of the document.
[[nodiscard]] Result<dsl::Compiled> compile_document(std::string_view text, const HasZone& has_zone = {});
// The runtime's way to a program from what is stored.
[[nodiscard]] std::expected<runtime::ProgramPtr, std::string> compile_stored(const runtime::DefinitionRow& row);

[[nodiscard]] DefinitionSummary summary_of(const dsl::Compiled& compiled);
[[nodiscard]] DefinitionSummary summary_of(const core::Program& program);

}  // namespace baton::engine
