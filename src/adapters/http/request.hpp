// The arguments of `call: http`, checked and turned into what goes over the wire.
#pragma once

#include "adapters/http/pairs.hpp"
#include "adapters/http/uri.hpp"

#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// DSL: "HTTP Call", `output`.
enum class Output : std::uint8_t { Content, Response, Raw };

struct Request {
  std::string method;  // in upper case
  Uri uri;
  std::vector<Pair> headers;
  std::optional<std::string> body;
  Output output = Output::Content;
  bool accepts_redirects = false;  // a status of 300 to 399 is not an error

  // "GET https://example.com/pets": for messages, without anything that may be secret.
  [[nodiscard]] std::string shown() const { return method + " " + uri.shown; }
  [[nodiscard]] bool is_success(int status) const { return status >= 200 && status < (accepts_redirects ? 400 : 300); }
  // It asks for something and changes nothing.
  [[nodiscard]] bool only_reads() const {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
  }
};

// The value of the first header of that name, whatever its case; nullptr if there is none.
[[nodiscard]] const std::string* find_header(const std::vector<Pair>& headers, std::string_view name);

// Checks everything; the problem is of the kind `validation` or `configuration` and names the argument.
[[nodiscard]] std::expected<Request, Problem> read_request(const Value& arguments, const IntentKey& idempotency_key,
                                                           const std::string& traceparent);

}  // namespace baton::http
