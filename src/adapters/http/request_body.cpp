#include "adapters/http/request_body.hpp"

#include "adapters/http/media_type.hpp"
#include "adapters/http/pairs.hpp"

#include <utility>

namespace baton::http {
namespace {

std::expected<std::string, Problem> encode_as(const Value& body, const MediaType& type) {
  if (type.is_json()) return to_json(body);
  if (body.is_string()) return std::string(body.as_string());
  if (type.is_form()) {
    const auto pairs = read_pairs(body, "body");
    if (!pairs) return std::unexpected(pairs.error());
    return encode_pairs(*pairs);
  }
  std::optional<std::string> text = scalar_text(body);
  if (!text) return std::unexpected(wrong_argument("body", "a string to be sent as " + type.name, body));
  return *std::move(text);
}

}  // namespace

std::expected<Body, Problem> encode_body(const Value& body, std::optional<std::string_view> content_type) {
  if (!content_type) return Body{.bytes = to_json(body), .content_type = "application/json"};
  auto bytes = encode_as(body, parse_media_type(*content_type));
  if (!bytes) return std::unexpected(bytes.error());
  return Body{.bytes = *std::move(bytes), .content_type = std::string(*content_type)};
}

}  // namespace baton::http
