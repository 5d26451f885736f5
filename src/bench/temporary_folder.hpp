// A folder of its own for one benchmark's files; it goes when the benchmark has ended.
#pragma once

#include <baton/error.hpp>

#include <string>

namespace baton::bench {

class TemporaryFolder {
 public:
  // In `parent`. InvalidArgument, with the reason, if it cannot be made.
  [[nodiscard]] static Result<TemporaryFolder> make(const std::string& parent);

  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace baton::bench
