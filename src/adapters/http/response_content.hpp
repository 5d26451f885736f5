// How the bytes of a response become data.
#pragma once

#include "adapters/http/response.hpp"

#include <baton/value.hpp>

#include <expected>
#include <string>
#include <string_view>

namespace baton::http {

// By the Content-Type: JSON is parsed, text is a string, no bytes are null and all others are base64. Without a type,
// and for text in a charset that is not known here: a string if it is UTF-8. The error says what is wrong with the JSON.
[[nodiscard]] std::expected<Value, std::string> read_content(const Response& response);

// UTF-8 as a string, other bytes as base64.
[[nodiscard]] Value text_or_base64(std::string_view bytes);

}  // namespace baton::http
