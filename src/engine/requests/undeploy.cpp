#include "engine/requests/undeploy.hpp"

namespace baton::engine::requests {

// Without a version it would depend on what somebody else deploys meanwhile.
Result<void> Undeploy::at_desk(Desk& desk, const Caller& caller) && {
  if (name.version.empty() || name.version == "latest") {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "to undeploy '" + name.space + "/" + name.name + "', name its version"});
  }
  if (auto possible = desk.check_change(); !possible) return possible;
  if (auto deployed = desk.find_definition(name); !deployed && deployed.error().kind == Error::Kind::NotFound) {
    return std::unexpected(deployed.error());
  }
  const std::string subject = name.space + '/' + name.name + '/' + name.version;
  if (auto noted = desk.note(caller, "undeploy", {&subject, 1}); !noted) return noted;
  return desk.undeploy(name);
}

}  // namespace baton::engine::requests
