#include "cli/user.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <string>

namespace baton::cli {

Caller this_user() {
  constexpr std::size_t enough = 16'384;
  std::array<char, enough> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const uid_t user = ::geteuid();
  const bool is_known = ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  return {.name = is_known ? std::string(entry.pw_name) : "uid " + std::to_string(user)};
}

}  // namespace baton::cli
