// The text format of Prometheus, version 0.0.4.
#pragma once

#include <baton/metrics.hpp>

#include <span>
#include <string>

namespace baton::server {

[[nodiscard]] std::string prometheus_text(std::span<const Metric> metrics);

}  // namespace baton::server
