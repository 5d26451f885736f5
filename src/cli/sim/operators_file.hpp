// The operators file of `baton sim`: what replaces the operators. docs/reference/sim.md describes it.
#pragma once

#include "cli/documents.hpp"

#include "dsl/tree.hpp"
#include "simulation/made_events.hpp"
#include "simulation/mocks.hpp"

#include <baton/error.hpp>

#include <string>
#include <vector>

namespace baton::cli {

struct OperatorsFile {
  std::vector<simulation::Mock> mocks;
  std::vector<simulation::MockedEvent> events;
  std::vector<dsl::Position> positions;  // of each mock's key
};

// On failure: InvalidDefinition, its details all mistakes as `file:line:column: error: message`.
[[nodiscard]] Result<OperatorsFile> read_operators(const Document& file);

// "payment.charge", "http GET https://shop.example/stock/*"
[[nodiscard]] std::string name_of(const simulation::CallPattern& pattern);

}  // namespace baton::cli
