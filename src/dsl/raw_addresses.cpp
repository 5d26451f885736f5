#include "dsl/raw_addresses.hpp"

#include <array>
#include <optional>
#include <utility>

namespace baton::dsl {
namespace {

std::string joined(std::string_view root, std::string_view path) {
  while (root.ends_with('/')) root.remove_suffix(1);
  std::string whole(root);
  if (!path.empty()) whole.append("/").append(path);
  return whole;
}

// The first step of the path, which is taken off it.
std::string_view take_step(std::string_view& path) {
  const std::string_view step = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(step.size() + 1, path.size()));
  return step;
}

std::string_view without_git(std::string_view repository) {
  return repository.ends_with(".git") ? repository.substr(0, repository.size() - 4) : repository;
}

// What is behind the host, if it is this one.
std::optional<std::string_view> path_on(std::string_view uri, std::string_view host) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    for (const std::string_view www : {"", "www."}) {
      const std::string start = std::string(scheme) + std::string(www) + std::string(host) + "/";
      if (uri.starts_with(start)) return uri.substr(start.size());
    }
  }
  return std::nullopt;
}

// OWNER/REPOSITORY, or OWNER/REPOSITORY/tree/BRANCH/PATH.
std::vector<std::string> on_github(std::string_view page, std::string_view path) {
  const std::string_view owner = take_step(page);
  const std::string_view repository = without_git(take_step(page));
  const std::string raw =
      "https://raw.githubusercontent.com/" + std::string(owner) + "/" + std::string(repository) + "/";
  std::string_view rest = page;
  const std::string_view kind = take_step(rest);
  if (kind != "tree" && kind != "blob" && kind != "raw") return {joined(raw + joined("HEAD", page), path)};
  const std::string_view branch = take_step(rest);
  const std::string below = joined(joined(branch, rest), path);
  return {raw + "refs/heads/" + below, raw + below};  // it may be a tag or a commit
}

}  // namespace

std::vector<std::string> raw_addresses(const Location& location) {
  if (const auto page = path_on(location.root, "github.com"); page && page->contains('/')) {
    return on_github(*page, location.path);
  }
  for (const std::string_view kind : {"/-/tree/", "/-/blob/"}) {
    const std::size_t at = location.root.find(kind);
    if (at == std::string_view::npos || !location.root.starts_with("http")) continue;
    return {joined(
        std::string(location.root.substr(0, at)) + "/-/raw/" + std::string(location.root.substr(at + kind.size())),
        location.path)};
  }
  if (const auto page = path_on(location.root, "gitlab.com");
      page && !location.path.empty() && !page->contains("/-/")) {
    const std::string root(without_git(location.root.substr(0, location.root.find_last_not_of('/') + 1)));
    return {joined(root + "/-/raw/HEAD", location.path)};
  }
  return {joined(location.root, location.path)};
}

}  // namespace baton::dsl
