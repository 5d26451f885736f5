// Who makes a request, and what they may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::server {

enum class Role : std::uint8_t {
  Reader,    // sees workflows, instances and histories
  Operator,  // also starts, cancels, suspends, resumes, retries, sends, deletes and publishes events
  Worker,    // does the work of operators
  Deployer,  // sees, deploys and undeploys workflows
  Reveal,    // sees what is redacted
  Admin      // everything
};
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> role_from_name(std::string_view name);

// A role in a namespace.
struct Grant {
  Role role = Role::Reader;
  std::string space = "*";  // "*": every one

  friend bool operator==(const Grant&, const Grant&) = default;
};

struct Principal {
  std::string name;  // the history shows it
  std::vector<Grant> grants;

  [[nodiscard]] bool may(Role role, std::string_view space) const;
  // In some namespace.
  [[nodiscard]] bool may_somewhere(Role role) const;
  // In every namespace, and for what belongs to none.
  [[nodiscard]] bool may_everywhere(Role role) const;
  // The namespaces in which it has the role, without "*".
  [[nodiscard]] std::vector<std::string> spaces(Role role) const;
};

// Without keys.
[[nodiscard]] Principal anybody();

}  // namespace baton::server
