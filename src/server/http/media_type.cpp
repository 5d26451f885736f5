#include "server/http/media_type.hpp"

#include <algorithm>

namespace baton::server {
namespace {

// In lower case, without blanks and quotation marks.
std::string plain_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '"')
      result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

}  // namespace

std::string media_type(std::string_view content_type) {
  return plain_text(content_type.substr(0, content_type.find(';')));
}

std::string media_type_parameter(std::string_view content_type, std::string_view name) {
  content_type.remove_prefix(std::min(content_type.find(';'), content_type.size()));
  while (!content_type.empty()) {
    content_type.remove_prefix(1);
    const std::string part = plain_text(content_type.substr(0, content_type.find(';')));
    content_type.remove_prefix(std::min(content_type.find(';'), content_type.size()));
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos && part.substr(0, equals) == name) return part.substr(equals + 1);
  }
  return {};
}

bool is_json(std::string_view type) {
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

bool is_yaml(std::string_view type) {
  return type == "application/yaml" || type == "application/x-yaml" || type == "text/yaml" || type == "text/x-yaml" ||
         (type.starts_with("application/") && type.ends_with("+yaml"));
}

}  // namespace baton::server
