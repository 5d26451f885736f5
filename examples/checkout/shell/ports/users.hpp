// Who buys: a record from somebody else's system, as it is there.
#pragma once

#include "checkout/core/result.hpp"

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/orchestrator.hpp>

#include <map>
#include <string>
#include <variant>

namespace checkout {

using RawUser = std::map<std::string, std::string>;  // id, tier, is_verified, email, payment_method
using FindUserResult = std::variant<baton::pattern::Untranslated<RawUser>, UserUnknown, Failed>;

class Users {
 public:
  using Part = baton::pattern::StorePart;

  Users() = default;
  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;
  virtual ~Users() = default;

  [[nodiscard]] virtual FindUserResult find(const UserId& id) = 0;
};

}  // namespace checkout
