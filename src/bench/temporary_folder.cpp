#include "bench/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace baton::bench {

Result<TemporaryFolder> TemporaryFolder::make(const std::string& parent) {
  std::string path = parent + "/baton-bench-XXXXXX";
  if (mkdtemp(path.data()) != nullptr) return TemporaryFolder(std::move(path));
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                               .message = "cannot make a folder in '" + parent + "': " + std::strerror(errno)});
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace baton::bench
