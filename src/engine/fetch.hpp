// One text from the web, for whoever compiles documents that refer to it.
#pragma once

#include <baton/outgoing.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace baton::engine {

struct FetchRequest {
  std::string uri;                               // http or https
  Value authentication = {};                     // {"basic": {…}} or {"bearer": {…}}, as `call: http` takes it
  std::size_t max_bytes = std::size_t{4} << 20;  // a longer text is an error
  Duration timeout = std::chrono::seconds{10};
};

// Waits for it. The error is the reason, and shows nothing of the authentication.
using Fetch = std::function<std::expected<std::string, std::string>(const FetchRequest& request)>;

// The engine's own, over HTTP; app/wiring/fetch.cpp. Up to kMaxRedirects are followed, each to http or https, but from https only to https.
// The authentication goes to no other server, and nothing goes where the options do not allow it, redirects included.
inline constexpr int kMaxRedirects = 5;
[[nodiscard]] std::expected<std::string, std::string> fetch(const FetchRequest& request,
                                                            const OutgoingOptions& outgoing = {});

// The request to which an answer's `Location` leads; the error says why it is not followed.
[[nodiscard]] std::expected<FetchRequest, std::string> redirected(const FetchRequest& from, std::string_view location);

}  // namespace baton::engine
