#include "server/route.hpp"

#include <algorithm>

namespace baton::server {
namespace {

std::vector<Route> all_groups() {
  std::vector<Route> all;
  for (auto* const group :
       {&workflow_routes, &instance_routes, &control_routes, &fork_routes, &bulk_routes, &history_routes, &audit_routes,
        &output_routes, &event_routes, &schedule_routes, &webhook_routes, &operating_routes, &later_routes}) {
    for (Route& each : group()) all.push_back(std::move(each));
  }
  return all;
}

struct Pattern {
  const Route* route;
  std::vector<std::string_view> segments;
};

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> made;
    for (const Route& route : routes()) made.push_back({.route = &route, .segments = segments_of(route.path)});
    return made;
  }();
  return all;
}

bool fits_path(const Pattern& pattern, const std::vector<std::string>& path) {
  return std::ranges::equal(pattern.segments, path, [](std::string_view wanted, const std::string& given) {
    return wanted == given || is_name(wanted);
  });
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> all = all_groups();
  return all;
}

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}

std::vector<std::string_view> segments_of(std::string_view pattern) {
  std::vector<std::string_view> segments;
  pattern.remove_prefix(1);
  while (!pattern.empty()) {
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    segments.push_back(pattern.substr(0, end));
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return segments;
}

Match match(Method method, const std::vector<std::string>& path) {
  Match found;
  for (const Pattern& pattern : patterns()) {
    if (!fits_path(pattern, path)) continue;
    if (pattern.route->method == method) return {.route = pattern.route, .others = {}};
    found.others.push_back(pattern.route);
  }
  return found;
}

}  // namespace baton::server
