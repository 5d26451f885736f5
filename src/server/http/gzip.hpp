// The gzip format (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace baton::server {

[[nodiscard]] std::string gzipped(std::string_view plain);

}  // namespace baton::server
