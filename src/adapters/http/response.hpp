// The outcome of a call with a complete response.
#pragma once

#include "adapters/http/pairs.hpp"
#include "adapters/http/request.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <string>
#include <vector>

namespace baton::http {

struct Response {
  int status = 0;
  std::string reason;         // HTTP/2 has none
  std::vector<Pair> headers;  // as received
  std::string body;           // decompressed
};

// The call's output as the request asked for it; a `communication` problem for a status that is an error and for content
// that is not what its type says. Nothing in either shows what authenticated the request.
[[nodiscard]] std::expected<Value, Problem> read_response(const Request& request, const Response& response);

}  // namespace baton::http
