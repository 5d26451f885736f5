// Users in memory, as records of somebody else's system.
#pragma once

#include "checkout/shell/ports/users.hpp"

#include <map>
#include <utility>

namespace checkout {

class MemoryUsers final : public Users {
 public:
  explicit MemoryUsers(std::map<UserId, RawUser> users) : users_(std::move(users)) {}

  FindUserResult find(const UserId& id) override {
    const auto found = users_.find(id);
    if (found == users_.end()) return UserUnknown{id};
    return baton::pattern::Untranslated(found->second);
  }

 private:
  std::map<UserId, RawUser> users_;
};

}  // namespace checkout
