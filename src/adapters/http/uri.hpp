// Where a request goes.
#pragma once

#include "adapters/http/pairs.hpp"

#include <baton/problem.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

struct Credentials {
  std::string username;
  std::string password;
};

struct Uri {
  std::string text;                        // to be requested; without user information and fragment
  std::string shown;                       // the same without its query, which may hold secrets
  std::string host;                        // a name in ASCII, or an address; decoded
  std::optional<Credentials> credentials;  // the user information, decoded
};

// An absolute http or https URI, with the pairs appended to its query. Understood by libcurl's own parser, so that what
// was checked is what is connected to.
[[nodiscard]] std::expected<Uri, Problem> parse_uri(std::string_view text, const std::vector<Pair>& query);

}  // namespace baton::http
