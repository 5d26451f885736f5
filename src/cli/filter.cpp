#include "cli/filter.hpp"

#include "cli/workflow_name.hpp"

#include <utility>

namespace baton::cli {

Result<InstanceFilter> filter_by(std::optional<Status> status, const std::string& workflow) {
  InstanceFilter filter;
  filter.status = status;
  if (workflow.empty()) return filter;
  auto name = parse_workflow_name(workflow);
  if (!name) return std::unexpected(name.error());
  if (!name->version.empty()) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument, .message = "--workflow takes [NAMESPACE/]NAME, without a version"});
  }
  filter.space = std::move(name->space);
  filter.name = std::move(name->name);
  return filter;
}

}  // namespace baton::cli
