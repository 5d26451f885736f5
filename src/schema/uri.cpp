#include "schema/uri.hpp"

#include "schema/ascii.hpp"

#include <algorithm>
#include <vector>

namespace baton::schema {
namespace {

// What a relative path has of ".." at its start stays: it is not known what is above it.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> segments;
  const bool is_absolute = path.starts_with('/');
  if (is_absolute) path.remove_prefix(1);
  bool ends_in_folder = false;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    ends_in_folder = segment == "." || segment == "..";
    if (segment == ".." && !segments.empty() && segments.back() != "..") {
      segments.pop_back();
    } else if (!ends_in_folder || (segment == ".." && !is_absolute)) {
      segments.push_back(segment);
    }
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  std::string result = is_absolute ? "/" : "";
  for (std::size_t at = 0; at < segments.size(); ++at) {
    if (at > 0) result += '/';
    result += segments[at];
  }
  if (ends_in_folder && !segments.empty()) result += '/';
  return result;
}

std::string merged_path(const UriParts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  const std::string_view folder = slash == std::string_view::npos ? "" : base.path.substr(0, slash + 1);
  return std::string(folder) + std::string(path);
}

std::string joined(const UriParts& parts) {
  std::string uri;
  if (parts.scheme) uri += std::string(*parts.scheme) + ":";
  if (parts.authority) uri += "//" + std::string(*parts.authority);
  uri += parts.path;
  if (parts.query) uri += "?" + std::string(*parts.query);
  if (parts.fragment) uri += "#" + std::string(*parts.fragment);
  return uri;
}

// All of the text is unreserved, a sub-delimiter, an escape, beyond ASCII where the alphabet has it, or one of these.
bool has_only(std::string_view text, std::string_view others, Alphabet alphabet) {
  constexpr std::string_view kUnreserved = "-._~!$&'()*+,;=";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '%') {
      const bool is_escape =
          at + 2 < text.size() && ascii::is_hexadecimal(text[at + 1]) && ascii::is_hexadecimal(text[at + 2]);
      if (!is_escape) return false;
      at += 2;
      continue;
    }
    if (ascii::is_beyond(c) && alphabet == Alphabet::Unicode) continue;
    if (ascii::is_letter(c) || ascii::is_digit(c) || kUnreserved.contains(c) || others.contains(c)) continue;
    return false;
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && ascii::is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_host_in_brackets(std::string_view text) {
  if (!text.starts_with('v') && !text.starts_with('V')) return is_ipv6(text);
  const std::size_t point = text.find('.');
  return point != std::string_view::npos && point > 1 && point + 1 < text.size() &&
         std::ranges::all_of(text.substr(1, point - 1), ascii::is_hexadecimal) && !text.contains('%') &&
         has_only(text.substr(point + 1), ":", Alphabet::Ascii);
}

bool is_authority(std::string_view text, Alphabet alphabet) {
  const std::size_t at_sign = text.find('@');
  if (at_sign != std::string_view::npos) {
    if (!has_only(text.substr(0, at_sign), ":", alphabet)) return false;
    text.remove_prefix(at_sign + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !is_host_in_brackets(text.substr(1, end - 1))) return false;
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (!has_only(text.substr(0, colon), "", alphabet)) return false;
    port = text.substr(colon);
  }
  return port.empty() || (port.starts_with(':') && std::ranges::all_of(port.substr(1), ascii::is_digit));
}

}  // namespace

UriParts split_uri(std::string_view uri) {
  UriParts parts;
  if (const std::size_t hash = uri.find('#'); hash != std::string_view::npos) {
    parts.fragment = uri.substr(hash + 1);
    uri = uri.substr(0, hash);
  }
  if (const std::size_t mark = uri.find('?'); mark != std::string_view::npos) {
    parts.query = uri.substr(mark + 1);
    uri = uri.substr(0, mark);
  }
  const std::size_t colon = uri.find(':');
  if (colon != std::string_view::npos && is_scheme(uri.substr(0, colon))) {
    parts.scheme = uri.substr(0, colon);
    uri.remove_prefix(colon + 1);
  }
  if (uri.starts_with("//")) {
    const std::size_t end = std::min(uri.find('/', 2), uri.size());
    parts.authority = uri.substr(2, end - 2);
    uri.remove_prefix(end);
  }
  parts.path = uri;
  return parts;
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const UriParts from = split_uri(base);
  UriParts to = split_uri(reference);
  std::string path(to.path);
  if (to.scheme) return std::string(reference);
  if (!to.authority) {
    if (to.path.empty()) {
      path = from.path;
      if (!to.query) to.query = from.query;
    } else {
      path = without_dots(to.path.starts_with('/') ? std::string(to.path) : merged_path(from, to.path));
    }
    to.authority = from.authority;
  }
  to.scheme = from.scheme;
  to.path = path;
  return joined(to);
}

Reference split_fragment(std::string_view uri) {
  const std::size_t hash = std::min(uri.find('#'), uri.size());
  Reference reference{.address = std::string(uri.substr(0, hash)), .fragment = {}};
  const std::string_view fragment = hash < uri.size() ? uri.substr(hash + 1) : "";
  for (std::size_t at = 0; at < fragment.size(); ++at) {
    const bool is_escape = fragment[at] == '%' && at + 2 < fragment.size() && ascii::is_hexadecimal(fragment[at + 1]) &&
                           ascii::is_hexadecimal(fragment[at + 2]);
    if (!is_escape) {
      reference.fragment += fragment[at];
      continue;
    }
    reference.fragment += static_cast<char>(ascii::value_of(fragment[at + 1]) * 16 + ascii::value_of(fragment[at + 2]));
    at += 2;
  }
  return reference;
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string name_of_token(std::string_view token) {
  std::string name;
  for (std::size_t at = 0; at < token.size(); ++at) {
    const bool is_escape = token[at] == '~' && at + 1 < token.size() && (token[at + 1] == '0' || token[at + 1] == '1');
    if (is_escape) ++at;
    name += !is_escape ? token[at] : token[at] == '0' ? '~' : '/';
  }
  return name;
}

bool is_uri_reference(std::string_view text, Alphabet alphabet) {
  const UriParts parts = split_uri(text);
  if (parts.authority && !is_authority(*parts.authority, alphabet)) return false;
  // What looks like a scheme but is none would be a first segment with a colon.
  const std::string_view first = parts.path.substr(0, parts.path.find('/'));
  if (!parts.scheme && !parts.authority && first.contains(':')) return false;
  return has_only(parts.path, ":@/", alphabet) && has_only(parts.query.value_or(""), ":@/?", alphabet) &&
         has_only(parts.fragment.value_or(""), ":@/?", alphabet);
}

bool is_uri(std::string_view text, Alphabet alphabet) {
  return split_uri(text).scheme && is_uri_reference(text, alphabet);
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    std::size_t length = 0;
    unsigned number = 0;
    for (; length < text.size() && length < 4 && ascii::is_digit(text[length]); ++length)
      number = number * 10 + ascii::value_of(text[length]);
    const bool has_zero_before = length > 1 && text.front() == '0';
    if (length == 0 || length > 3 || number > 255 || has_zero_before) return false;
    text.remove_prefix(length);
  }
  return text.empty();
}

bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool is_shortened = false;
  if (text.starts_with(':') && !text.starts_with("::")) return false;
  while (!text.empty()) {
    if (text.starts_with("::")) {
      if (is_shortened) return false;
      is_shortened = true;
      text.remove_prefix(2);
      if (text.empty()) break;
    } else if (groups > 0) {
      if (!text.starts_with(':')) return false;
      text.remove_prefix(1);
    }
    if (text.contains('.') && !text.contains(':')) {
      if (!is_ipv4(text)) return false;
      groups += 2;
      break;
    }
    const auto end = std::ranges::find_if_not(text, ascii::is_hexadecimal);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (length == 0 || length > 4) return false;
    ++groups;
    text.remove_prefix(length);
  }
  return is_shortened ? groups < 8 : groups == 8;
}

}  // namespace baton::schema
