// One text from the web, for whoever compiles documents that refer to it. app/wiring/fetch.cpp fetches it.
#pragma once

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <expected>
#include <string>

namespace baton::engine {

struct FetchRequest {
  std::string uri;                               // http or https
  Value authentication = {};                     // {"basic": {…}} or {"bearer": {…}}, as `call: http` takes it
  std::size_t max_bytes = std::size_t{4} << 20;  // a longer text is an error
  Duration timeout = std::chrono::seconds{10};
};

// Waits for it. Redirects are not followed. The error is the reason, and shows nothing of the authentication.
[[nodiscard]] std::expected<std::string, std::string> fetch(const FetchRequest& request);

}  // namespace baton::engine
