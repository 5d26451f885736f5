// Where the text of a file is that is named by its page in a repository (dsl.md: "Catalogs", File Structure).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Location {
  std::string_view root;       // of a repository, or a folder or file in it; or any other URI
  std::string_view path = {};  // below it: "functions/log/1.0.0/function.yaml"
};

// The raw addresses, the likeliest first. Pages of GitHub and GitLab become those of the file; all others stay as they are.
[[nodiscard]] std::vector<std::string> raw_addresses(const Location& location);

}  // namespace baton::dsl
