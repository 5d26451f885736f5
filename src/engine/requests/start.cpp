#include "engine/requests/start.hpp"

#include "engine/errors.hpp"

namespace baton::engine::requests {

Result<runtime::StartRequest> Start::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  auto program = desk.deployed(options.workflow);
  if (!program) return std::unexpected(program.error());
  return desk.prepare({.program = *std::move(program),
                       .requested_version = std::move(options.workflow.version),
                       .input = std::move(options.input),
                       .id = std::move(options.id)},
                      caller);
}

}  // namespace baton::engine::requests
