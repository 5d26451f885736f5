// The one name of a file, whichever links lead to it.
#pragma once

#include "adapters/sqlite/limits.hpp"

#include <filesystem>
#include <string>
#include <system_error>

namespace baton::adapters::sqlite {

// Also of a file that is not there yet: SQLite makes it where the links lead.
[[nodiscard]] inline std::string canonical(const std::string& path) {
  std::error_code ignored;
  std::filesystem::path file = path;
  for (int link = 0; link < kMaxLinks && std::filesystem::is_symlink(file, ignored); ++link) {
    file = file.parent_path() / std::filesystem::read_symlink(file, ignored);
  }
  const auto found = std::filesystem::weakly_canonical(file, ignored);
  return found.empty() ? path : found.string();
}

}  // namespace baton::adapters::sqlite
