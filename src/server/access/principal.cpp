#include "server/access/principal.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::server {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 6> kRoles{{{"reader", Role::Reader},
                                                                   {"operator", Role::Operator},
                                                                   {"worker", Role::Worker},
                                                                   {"deployer", Role::Deployer},
                                                                   {"reveal", Role::Reveal},
                                                                   {"admin", Role::Admin}}};

bool includes(Role has, Role wanted) {
  if (has == Role::Admin || has == wanted) return true;
  return wanted == Role::Reader && (has == Role::Operator || has == Role::Deployer);
}

}  // namespace

std::string_view name_of(Role role) {
  return std::ranges::find(kRoles, role, &std::pair<std::string_view, Role>::second)->first;
}

std::optional<Role> role_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(kRoles, name, &std::pair<std::string_view, Role>::first);
  return found == kRoles.end() ? std::nullopt : std::optional(found->second);
}

bool Principal::may(Role role, std::string_view space) const {
  return std::ranges::any_of(grants, [&](const Grant& grant) {
    return includes(grant.role, role) && (grant.space == "*" || grant.space == space);
  });
}

bool Principal::may_somewhere(Role role) const {
  return std::ranges::any_of(grants, [&](const Grant& grant) { return includes(grant.role, role); });
}

bool Principal::may_everywhere(Role role) const {
  return std::ranges::any_of(grants,
                             [&](const Grant& grant) { return includes(grant.role, role) && grant.space == "*"; });
}

std::vector<std::string> Principal::spaces(Role role) const {
  std::vector<std::string> all;
  for (const Grant& grant : grants) {
    if (includes(grant.role, role) && grant.space != "*") all.push_back(grant.space);
  }
  return all;
}

Principal anybody() {
  return {.name = "", .grants = {{.role = Role::Admin, .space = "*"}}};
}

}  // namespace baton::server
