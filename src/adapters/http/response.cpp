#include "adapters/http/response.hpp"

#include "adapters/http/encoding.hpp"
#include "adapters/http/limits.hpp"
#include "adapters/http/media_type.hpp"
#include "adapters/http/response_content.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace baton::http {
namespace {

// Any header may carry a secret, whatever its name; these do not.
constexpr std::array<std::string_view, 15> kHarmlessHeaders = {
    "accept",       "accept-charset",   "accept-encoding", "accept-language",  "cache-control",
    "content-type", "content-language", "idempotency-key", "if-match",         "if-none-match",
    "prefer",       "traceparent",      "user-agent",      "x-correlation-id", "x-request-id"};
constexpr std::string_view kRedacted = "[redacted]";

Value headers_value(const std::vector<Pair>& headers) {
  std::vector<Pair> joined;
  for (const Pair& header : headers) {
    const auto same = std::ranges::find_if(joined, [&](const Pair& one) { return same_name(one.name, header.name); });
    if (same == joined.end()) {
      joined.push_back(header);
    } else {
      same->value += ", " + header.value;
    }
  }
  std::vector<Member> members;
  for (const Pair& header : joined) members.emplace_back(header.name, Value::string(header.value));
  return Value::object(std::move(members));
}

// DSL: "HTTP Request".
Value request_value(const Request& request) {
  std::vector<Pair> headers = request.headers;
  for (Pair& header : headers) {
    const bool is_harmless = std::ranges::find(kHarmlessHeaders, lower_case(header.name)) != kHarmlessHeaders.end();
    if (!is_harmless) header.value = kRedacted;
  }
  return Value::object({{"method", Value::string(request.method)},
                        {"uri", Value::string(request.uri.shown)},
                        {"headers", headers_value(headers)}});
}

// DSL: "HTTP Response".
Value response_value(const Request& request, const Response& response, Value content) {
  return Value::object({{"request", request_value(request)},
                        {"statusCode", Value::number(std::int64_t{response.status})},
                        {"headers", headers_value(response.headers)},
                        {"content", std::move(content)}});
}

Problem status_problem(const Request& request, const Response& response) {
  Problem problem = make_problem(ProblemKind::Communication, response.status,
                                 request.shown() + " was answered with status " + std::to_string(response.status));
  if (!response.reason.empty()) problem.title = response.reason;
  std::vector<Member> more;
  if (!response.body.empty() && response.body.size() <= kMaxProblemBodyBytes) {
    // Content that is not what its type says must not hide the status.
    more.emplace_back("response", read_content(response).value_or(text_or_base64(response.body)));
  }
  if (const std::string* wait = find_header(response.headers, "Retry-After")) {
    more.emplace_back("retryAfter", Value::string(utf8_from_latin1(*wait)));
  }
  if (!more.empty()) problem.extensions = Value::object(std::move(more));
  return problem;
}

}  // namespace

std::expected<Value, Problem> read_response(const Request& request, const Response& response) {
  if (!request.is_success(response.status)) return std::unexpected(status_problem(request, response));
  if (request.output == Output::Raw) {
    return response.body.empty() ? Value() : Value::string(base64(response.body));
  }
  std::expected<Value, std::string> content = read_content(response);
  if (!content) {
    return std::unexpected(make_problem(ProblemKind::Communication, 502, request.shown() + ": " + content.error()));
  }
  return request.output == Output::Content ? *std::move(content)
                                           : response_value(request, response, *std::move(content));
}

}  // namespace baton::http
