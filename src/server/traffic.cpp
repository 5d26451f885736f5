#include "server/traffic.hpp"

#include "server/prometheus.hpp"

#include <algorithm>
#include <vector>

namespace baton::server {
namespace {

Metric counter(std::string_view name, std::string_view help, std::uint64_t value) {
  return {.name = name, .help = help, .kind = Metric::Kind::Counter, .samples = {{.labels = {}, .value = value}}};
}

Metric gauge(std::string_view name, std::string_view help, std::uint64_t value) {
  Metric metric = counter(name, help, value);
  metric.kind = Metric::Kind::Gauge;
  return metric;
}

}  // namespace

void Traffic::answered(const Route* route, int status, std::chrono::steady_clock::duration took) {
  const std::string_view name = route == nullptr ? std::string_view("none") : route->name;
  const double seconds = std::chrono::duration<double>(took).count();
  const auto* const bound = std::ranges::lower_bound(kSeconds, seconds);
  const std::lock_guard lock(mutex_);
  ++requests_[{name, status}];
  Times& times = times_[name];
  ++times.counts.at(static_cast<std::size_t>(bound - kSeconds.begin()));
  times.sum += seconds;
}

std::string Traffic::text() const {
  std::vector<Metric> all{
      gauge("baton_http_connections", "Connections that are open", connections),
      gauge("baton_http_streams", "Connections that follow a history", streams),
      counter("baton_http_refused_connections_total", "Connections beyond the limit", refused_connections),
      {.name = "baton_http_requests_total", .help = "Answered requests", .kind = Metric::Kind::Counter, .samples = {}},
      {.name = "baton_http_request_seconds",
       .help = "From the whole request to its answer, the time that it waits for an instance included",
       .kind = Metric::Kind::Distribution,
       .samples = {}}};
  const std::lock_guard lock(mutex_);
  for (const auto& [key, count] : requests_) {
    const auto& [route, status] = key;
    all[3].samples.push_back(
        {.labels = {{"route", std::string(route)}, {"status", std::to_string(status)}}, .value = count});
  }
  for (const auto& [route, times] : times_) {
    all[4].samples.push_back({.labels = {{"route", std::string(route)}},
                              .value = Distribution{.bounds = {kSeconds.begin(), kSeconds.end()},
                                                    .counts = {times.counts.begin(), times.counts.end()},
                                                    .sum = times.sum}});
  }
  return prometheus_text(all);
}

}  // namespace baton::server
