// The one name of a file, whichever links lead to it.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace baton::adapters::sqlite {

[[nodiscard]] inline std::string canonical(const std::string& path) {
  std::error_code ignored;
  const auto found = std::filesystem::weakly_canonical(path, ignored);
  return found.empty() ? path : found.string();
}

}  // namespace baton::adapters::sqlite
