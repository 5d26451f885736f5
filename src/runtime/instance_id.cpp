#include "runtime/instance_id.hpp"

#include "runtime/limits.hpp"

#include <algorithm>

namespace baton::runtime {

std::optional<std::string> invalid_instance_id(std::string_view id) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  };
  if (!id.empty() && id.size() <= kMaxInstanceIdBytes && std::ranges::all_of(id, is_allowed)) {
    return std::nullopt;
  }
  return "an instance id is 1 to " + std::to_string(kMaxInstanceIdBytes) + " characters of A-Z a-z 0-9 . _ : -";
}

}  // namespace baton::runtime
