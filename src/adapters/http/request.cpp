#include "adapters/http/request.hpp"

#include "adapters/http/authentication.hpp"
#include "adapters/http/media_type.hpp"
#include "adapters/http/request_body.hpp"
#include "base/version.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace baton::http {
namespace {

template <class T>
using Read = std::expected<T, Problem>;

constexpr std::array<std::string_view, 9> kArguments = {"method", "uri",  "endpoint", "authentication", "headers",
                                                        "query",  "body", "output",   "redirect"};
constexpr std::array<std::string_view, 2> kEndpointMembers = {"uri", "authentication"};
constexpr std::string_view kTokenCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
// How the bytes of a request are framed is not the document's business.
constexpr std::array<std::string_view, 2> kFramingHeaders = {"content-length", "transfer-encoding"};

Problem invalid(std::string detail) {
  return make_problem(ProblemKind::Validation, std::move(detail));
}

// The member, with null counting as absent.
const Value* find_argument(const Value& object, std::string_view name) {
  const Value* value = object.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool is_token(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kTokenCharacters) == std::string_view::npos;
}

bool is_header_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

// A misspelt member is not to be ignored.
Read<void> check_names(const Value& object, std::span<const std::string_view> known, std::string_view what) {
  for (const Member& member : object.members()) {
    if (std::ranges::find(known, member.name()) != known.end()) continue;
    return std::unexpected(invalid("`" + std::string(member.name()) + "` is not a member of " + std::string(what)));
  }
  return {};
}

Read<std::string> read_method(const Value& arguments) {
  const Value* method = find_argument(arguments, "method");
  if (method == nullptr) return std::unexpected(invalid("`method` is missing"));
  if (!method->is_string()) return std::unexpected(wrong_argument("method", "a string", *method));
  if (!is_token(method->as_string())) return std::unexpected(invalid("`method` is not the name of an HTTP method"));
  std::string upper(method->as_string());
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

Read<Output> read_output(const Value& arguments) {
  const Value* output = find_argument(arguments, "output");
  if (output == nullptr) return Output::Content;
  if (!output->is_string()) return std::unexpected(wrong_argument("output", "a string", *output));
  const std::string_view word = output->as_string();
  if (word == "content") return Output::Content;
  if (word == "response") return Output::Response;
  if (word == "raw") return Output::Raw;
  return std::unexpected(invalid("`output` must be content, response or raw"));
}

Read<bool> read_redirect(const Value& arguments) {
  const Value* redirect = find_argument(arguments, "redirect");
  if (redirect == nullptr) return false;
  if (!redirect->is_boolean()) return std::unexpected(wrong_argument("redirect", "a boolean", *redirect));
  return redirect->as_boolean();
}

// The URI as written and the authentication, which either argument form may give.
struct Endpoint {
  std::string_view uri;
  const Value* authentication = nullptr;
};

Read<Endpoint> read_endpoint(const Value& arguments) {
  const Value* uri = find_argument(arguments, "uri");
  const Value* endpoint = find_argument(arguments, "endpoint");
  const Value* authentication = find_argument(arguments, "authentication");
  if (endpoint != nullptr) {
    if (uri != nullptr) return std::unexpected(invalid("`uri` and `endpoint` are both given; use only one of them"));
    uri = endpoint;
    if (endpoint->is_object()) {
      if (const Read<void> known = check_names(*endpoint, kEndpointMembers, "an endpoint"); !known) {
        return std::unexpected(known.error());
      }
      uri = find_argument(*endpoint, "uri");
      if (const Value* own = find_argument(*endpoint, "authentication")) authentication = own;
    }
  }
  if (uri == nullptr) return std::unexpected(invalid("`uri` is missing"));
  if (!uri->is_string()) return std::unexpected(wrong_argument("uri", "a string", *uri));
  return Endpoint{.uri = uri->as_string(), .authentication = authentication};
}

Read<Uri> read_uri(const Value& arguments, std::string_view text) {
  std::vector<Pair> query;
  if (const Value* value = find_argument(arguments, "query")) {
    Read<std::vector<Pair>> pairs = read_pairs(*value, "query");
    if (!pairs) return std::unexpected(pairs.error());
    query = *std::move(pairs);
  }
  return parse_uri(text, query);
}

Read<Pair> read_header(const Member& header) {
  const std::string_view name = header.name();
  if (!is_token(name)) return std::unexpected(invalid("`headers` has a member that is not the name of an HTTP header"));
  const std::string argument = "headers." + std::string(name);
  std::optional<std::string> text = scalar_text(header.value);
  if (!text) return std::unexpected(wrong_argument(argument, "a string, a number or a boolean", header.value));
  if (!is_header_value(*text)) return std::unexpected(invalid("`" + argument + "` contains a control character"));
  if (std::ranges::find(kFramingHeaders, lower_case(name)) != kFramingHeaders.end()) {
    return std::unexpected(invalid("`" + argument + "` cannot be set: Baton derives it from the body"));
  }
  return Pair{.name = std::string(name), .value = *std::move(text)};
}

Read<std::vector<Pair>> read_headers(const Value& arguments) {
  std::vector<Pair> headers;
  const Value* given = find_argument(arguments, "headers");
  if (given == nullptr) return headers;
  if (!given->is_object()) return std::unexpected(wrong_argument("headers", "an object", *given));
  for (const Member& member : given->members()) {
    if (member.value.is_null()) continue;
    Read<Pair> header = read_header(member);
    if (!header) return std::unexpected(header.error());
    headers.push_back(*std::move(header));
  }
  return headers;
}

void add_default_header(std::vector<Pair>& headers, std::string_view name, std::string value) {
  if (find_header(headers, name) == nullptr) headers.emplace_back(std::string(name), std::move(value));
}

Read<void> add_authorization(Request& request, const Value* authentication) {
  Read<std::optional<std::string>> authorization = read_authorization(authentication, request.uri.credentials);
  if (!authorization) return std::unexpected(authorization.error());
  if (!*authorization) return {};
  if (find_header(request.headers, "Authorization") != nullptr) {
    return std::unexpected(
        make_problem(ProblemKind::Configuration,
                     "`headers.Authorization` and `authentication` are both given; use only one of them"));
  }
  if (!is_header_value(**authorization)) {
    return std::unexpected(invalid("`authentication` contains a control character"));
  }
  request.headers.emplace_back("Authorization", **std::move(authorization));
  return {};
}

Read<void> add_body(Request& request, const Value& value) {
  if (request.method == "HEAD") return std::unexpected(invalid("`body` cannot be sent with the method HEAD"));
  const std::string* type = find_header(request.headers, "Content-Type");
  Read<Body> body = encode_body(value, type == nullptr ? std::nullopt : std::optional(*type));
  if (!body) return std::unexpected(body.error());
  request.body = std::move(body->bytes);
  add_default_header(request.headers, "Content-Type", std::move(body->content_type));
  return {};
}

}  // namespace

const std::string* find_header(const std::vector<Pair>& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, [&](const Pair& header) { return same_name(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

Read<Request> read_request(const Value& arguments, const IntentKey& idempotency_key, const std::string& traceparent) {
  if (!arguments.is_object()) return std::unexpected(wrong_argument("with", "an object", arguments));
  if (const Read<void> known = check_names(arguments, kArguments, "an HTTP call"); !known) {
    return std::unexpected(known.error());
  }
  Read<std::string> method = read_method(arguments);
  if (!method) return std::unexpected(method.error());
  const Read<Endpoint> endpoint = read_endpoint(arguments);
  if (!endpoint) return std::unexpected(endpoint.error());
  Read<Uri> uri = read_uri(arguments, endpoint->uri);
  if (!uri) return std::unexpected(uri.error());
  Read<std::vector<Pair>> headers = read_headers(arguments);
  if (!headers) return std::unexpected(headers.error());
  const Read<Output> output = read_output(arguments);
  if (!output) return std::unexpected(output.error());
  const Read<bool> redirect = read_redirect(arguments);
  if (!redirect) return std::unexpected(redirect.error());

  Request request{.method = *std::move(method),
                  .uri = *std::move(uri),
                  .headers = *std::move(headers),
                  .body = std::nullopt,
                  .output = *output,
                  .accepts_redirects = *redirect};
  if (const Read<void> added = add_authorization(request, endpoint->authentication); !added) {
    return std::unexpected(added.error());
  }
  if (const Value* body = find_argument(arguments, "body")) {
    if (const Read<void> added = add_body(request, *body); !added) return std::unexpected(added.error());
  }
  add_default_header(request.headers, "Accept", "application/json, */*;q=0.5");
  add_default_header(request.headers, "User-Agent", "baton/" + std::string(kVersion));
  if (!idempotency_key.value.empty()) add_default_header(request.headers, "Idempotency-Key", idempotency_key.value);
  if (!traceparent.empty()) add_default_header(request.headers, "traceparent", traceparent);
  return request;
}

}  // namespace baton::http
