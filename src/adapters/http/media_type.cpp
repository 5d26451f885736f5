#include "adapters/http/media_type.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace baton::http {
namespace {

constexpr std::array<std::string_view, 5> kTextTypes = {"application/xml", "application/javascript", "application/yaml",
                                                        "application/x-yaml", "application/x-ndjson"};

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Removes the text up to the next ';' from the front of `rest`, and that semicolon.
std::string_view take_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(';'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = lower_letter(c);
  return lower;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower_letter(a) == lower_letter(b); });
}

bool MediaType::is_json() const {
  return name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"));
}

bool MediaType::is_form() const {
  return name == "application/x-www-form-urlencoded";
}

bool MediaType::is_text() const {
  return name.starts_with("text/") || name.ends_with("+xml") || is_form() ||
         std::ranges::find(kTextTypes, name) != kTextTypes.end();
}

MediaType parse_media_type(std::string_view content_type) {
  MediaType type{.name = lower_case(take_part(content_type)), .charset = {}};
  while (!content_type.empty()) {
    const std::string_view parameter = take_part(content_type);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || !same_name(trimmed(parameter.substr(0, equals)), "charset")) continue;
    std::string_view charset = trimmed(parameter.substr(equals + 1));
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
      charset = charset.substr(1, charset.size() - 2);
    }
    type.charset = lower_case(charset);
  }
  return type;
}

}  // namespace baton::http
