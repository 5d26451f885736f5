// How the `body` of a call becomes bytes.
#pragma once

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace baton::http {

struct Body {
  std::string bytes;
  std::string content_type;
};

// Without a content type the body is JSON, a string too. With one, a string is sent as it is: whoever names a type has
// written the bytes. Other values become JSON, or a form's pairs, or (scalars of any other type) their text; a type that
// cannot carry the value is a validation problem.
[[nodiscard]] std::expected<Body, Problem> encode_body(const Value& body, std::optional<std::string_view> content_type);

}  // namespace baton::http
