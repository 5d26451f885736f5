#include "server/routes/filter.hpp"

#include <utility>

namespace baton::server {
namespace {

std::unexpected<Response> bad_filter(std::string_view why) {
  return std::unexpected(problem(problems::kInvalidRequest, why));
}

std::expected<std::optional<Status>, Response> status_from(const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto status = status_from_name(name);
  if (!status) return bad_filter("there is no status '" + name + "'");
  return status;
}

std::expected<InstanceFilter, Response> narrowed(const Call& call, InstanceFilter filter) {
  const Role role = call.route().role.value_or(Role::Reader);
  if (filter.space.empty() && !call.caller().may_everywhere(role)) {
    const auto spaces = call.caller().spaces(role);
    if (spaces.size() != 1) return bad_filter("name a namespace: the key is for several of them");
    filter.space = spaces.front();
  }
  if (!filter.space.empty()) {
    if (auto refused = call.refuse_in(filter.space)) return std::unexpected(*std::move(refused));
  }
  return filter;
}

}  // namespace

std::expected<InstanceFilter, Response> filter_from_query(const Call& call) {
  auto status = status_from(call.text("status").value_or(""));
  if (!status) return std::unexpected(std::move(status).error());
  InstanceFilter filter{
      .status = *status, .space = call.text("namespace").value_or(""), .name = call.text("name").value_or("")};
  if (const auto workflow = call.text("workflow")) {
    const std::size_t slash = workflow->find('/');
    if (slash == 0 || slash == workflow->npos || slash + 1 == workflow->size()) {
      return bad_filter("the parameter 'workflow' is NAMESPACE/NAME");
    }
    const std::string space = workflow->substr(0, slash);
    if ((!filter.space.empty() && filter.space != space) || !filter.name.empty())
      return bad_filter("give either 'workflow', or 'namespace' and 'name'");
    filter.space = space;
    filter.name = workflow->substr(slash + 1);
  }
  return narrowed(call, std::move(filter));
}

std::expected<InstanceFilter, Response> filter_from_body(const Call& call, Body& body) {
  InstanceFilter filter;
  if (auto part = body.part("filter")) {
    auto status = status_from(part->optional_text("status"));
    if (!status) return std::unexpected(std::move(status).error());
    filter.status = *status;
    filter.space = part->optional_text("namespace");
    filter.name = part->optional_text("name");
    body.add(*part);
  }
  if (auto mistake = body.mistake()) return bad_filter(*mistake);
  return narrowed(call, std::move(filter));
}

}  // namespace baton::server
