#include "server/access/origin.hpp"

#include "server/problem.hpp"

#include <algorithm>
#include <utility>

namespace baton::server {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_number_of_127(std::string_view host) {
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos &&
         std::ranges::count(host, '.') == 3;
}

// The authority of an origin ("https://example.com"); nullopt: it is opaque, such as "null".
std::optional<std::string_view> authority_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme == origin.npos) return std::nullopt;
  return origin.substr(scheme + 3);
}

}  // namespace

bool is_loopback(std::string_view host) {
  const std::string lower = lower_case(host);
  return lower == "localhost" || lower.ends_with(".localhost") || lower == "::1" || is_number_of_127(lower);
}

std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

Hosts::Hosts(std::vector<std::string> allowed, std::string own) : allowed_(std::move(allowed)), own_(std::move(own)) {
  for (std::string& each : allowed_) each = lower_case(each);
}

bool Hosts::knows(std::string_view authority) const {
  const std::string lower = lower_case(authority);
  const std::string_view host = host_of(lower);
  if (is_loopback(host) || (!own_.empty() && host == own_)) return true;
  return std::ranges::any_of(allowed_, [&](const std::string& each) { return each == lower || each == host; });
}

std::optional<Response> Hosts::refuse(const Request& request) const {
  if (!request.authority.empty() && !knows(request.authority)) {
    return problem(problems::kMisdirected, "this server does not answer for the host '" + request.authority +
                                               "'; allow it with --allowed-host");
  }
  const std::string_view site = request.header("sec-fetch-site");
  const std::string_view origin = request.header("origin");
  const auto page = authority_of(origin);
  const bool is_foreign = !origin.empty() && (!page || lower_case(*page) != lower_case(request.authority));
  if (site == "cross-site" || site == "same-site" || is_foreign) {
    return problem(problems::kForeignOrigin, "a page of another origin may not use this server");
  }
  return std::nullopt;
}

}  // namespace baton::server
