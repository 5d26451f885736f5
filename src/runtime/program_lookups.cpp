#include "runtime/program_lookups.hpp"

#include <utility>

namespace baton::runtime {

void ProgramLookups::find(Wanted wanted, Found found) {
  if (auto program = std::visit([this](const auto& which) { return programs_.known(which); }, wanted)) {
    return found(std::move(program));
  }
  const auto [place, is_new] = lookups_.try_emplace(wanted);
  place->second.waiting.push_back(std::move(found));
  if (is_new) wanted_.push_back(std::move(wanted));
}

std::vector<DefinitionRequest> ProgramLookups::begin() {
  std::vector<DefinitionRequest> requests;
  for (Wanted& wanted : std::exchange(wanted_, {})) {
    lookups_.at(wanted).deployments = programs_.deployments();
    requests.push_back({.wanted = std::move(wanted)});
  }
  return requests;
}

std::optional<StoreError> ProgramLookups::finished(Finished<DefinitionRequest> finished) {
  Wanted& wanted = finished.request.wanted;
  auto& row = finished.answer;
  if (!row && row.error().is_transient()) {
    wanted_.push_back(std::move(wanted));
    return std::move(row).error();
  }
  const bool was_not_there = row && !*row && std::holds_alternative<DefinitionName>(wanted);
  if (was_not_there && lookups_.at(wanted).deployments != programs_.deployments()) {  // it may be there by now
    wanted_.push_back(std::move(wanted));
    return std::nullopt;
  }
  Lookup lookup = std::move(lookups_.extract(wanted).mapped());
  const auto take = [&](const auto& which) { return programs_.take(which, *std::move(row), lookup.deployments); };
  const auto program =
      row ? std::visit(take, wanted) : StoreResult<ProgramPtr>(std::unexpected(std::move(row).error()));
  for (Found& found : lookup.waiting) found(program);
  return std::nullopt;
}

}  // namespace baton::runtime
