#include "cli/workflow_name.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::cli {

Result<DefinitionName> parse_workflow_name(std::string_view text) {
  std::vector<std::string> parts;
  for (const auto part : text | std::views::split('/')) parts.emplace_back(part.begin(), part.end());
  const bool is_whole = std::ranges::none_of(parts, [](const std::string& part) { return part.empty(); });
  if (parts.empty() || parts.size() > 3 || !is_whole) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument,
              .message = "'" + std::string(text) +
                         "' does not name a workflow; write NAME, NAMESPACE/NAME or NAMESPACE/NAME/VERSION"});
  }
  parts.resize(3);
  if (parts[1].empty()) std::swap(parts[0], parts[1]);
  return DefinitionName{.space = parts[0], .name = parts[1], .version = parts[2]};
}

Result<DefinitionName> resolve(DefinitionName name, std::span<const DefinitionSummary> deployed) {
  if (!name.space.empty()) return name;
  std::set<std::string> spaces;
  for (const DefinitionSummary& each : deployed) {
    if (each.name.name == name.name) spaces.insert(each.name.space);
  }
  if (spaces.empty()) {
    return std::unexpected(
        Error{.kind = Error::Kind::NotFound, .message = "no workflow '" + name.name + "' is deployed"});
  }
  if (spaces.size() == 1) {
    name.space = *spaces.begin();
    return name;
  }
  std::string message = "several namespaces have a workflow '" + name.name + "'; name one of:";
  for (const std::string& space : spaces) message += " " + space + "/" + name.name;
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = std::move(message)});
}

}  // namespace baton::cli
