// What a Content-Type says about the bytes that follow.
#pragma once

#include <string>
#include <string_view>

namespace baton::http {

struct MediaType {
  std::string name;     // "text/html": in lower case, without parameters; empty: none was given
  std::string charset;  // in lower case; empty: none was given

  [[nodiscard]] bool is_json() const;  // application/json and application/*+json
  [[nodiscard]] bool is_form() const;  // application/x-www-form-urlencoded
  [[nodiscard]] bool is_text() const;  // text/*, and the application types that are text
};

[[nodiscard]] MediaType parse_media_type(std::string_view content_type);

// ASCII letters as lower case, and whether two names are the same but for their case.
[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

}  // namespace baton::http
