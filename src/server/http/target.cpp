#include "server/http/escapes.hpp"
#include "server/http/request_reader.hpp"

#include <algorithm>

namespace baton::server {
namespace {

// The parts between separators; of an empty text none.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool is_dots(std::string_view segment) {
  return segment == "." || segment == "..";
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  Target parsed;
  constexpr std::string_view scheme = "http://";
  if (target.starts_with(scheme)) {
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    parsed.authority = target.substr(0, end);
    target.remove_prefix(end);
    if (parsed.authority.empty()) return std::nullopt;
    if (target.empty()) target = "/";
  }
  if (!target.starts_with('/') || target.find('#') != target.npos) return std::nullopt;
  const std::size_t mark = std::min(target.find('?'), target.size());
  for (const std::string_view segment : split(target.substr(1, mark - 1), '/')) {
    auto plain = unescaped(segment, '+');
    if (!plain || plain->empty() || is_dots(*plain)) return std::nullopt;
    parsed.path.push_back(*std::move(plain));
  }
  if (mark == target.size()) return parsed;
  for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = unescaped(pair.substr(0, equals), ' ');
    auto value = unescaped(pair.substr(std::min(equals + 1, pair.size())), ' ');
    if (!name || !value || name->empty()) return std::nullopt;
    parsed.query.emplace_back(*std::move(name), *std::move(value));
  }
  return parsed;
}

}  // namespace baton::server
