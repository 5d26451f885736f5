#include "bench/span.hpp"

#include "bench/process.hpp"

#include <algorithm>

namespace baton::bench {
namespace {

constexpr double kNsPerUs = 1'000;

}  // namespace

Span::Span(Subject& subject, Steps& steps)
    : subject_(subject),
      steps_(steps),
      steps_before_(steps.count()),
      cpu_before_(cpu_seconds()),
      disk_before_(disk_bytes()),
      begin_(std::chrono::steady_clock::now()) {
  subject.counters().clear();
  steps.latency_ns().clear();
}

Figures Span::end() {
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin_;
  const StoreCounters& counters = subject_.counters();
  Figures figures;
  figures.steps = static_cast<double>(steps_.count() - steps_before_);
  figures.seconds = time.count();
  figures.steps_per_second = figures.steps / figures.seconds;
  const Histogram& latency = steps_.latency_ns();
  if (latency.count() > 0) {
    figures.p50_us = latency.median() / kNsPerUs;
    figures.p99_us = latency.percentile(0.99) / kNsPerUs;
    figures.p999_us = latency.percentile(0.999) / kNsPerUs;
  }
  const double steps = std::max(figures.steps, 1.0);
  figures.cpu_us_per_step = (cpu_seconds() - cpu_before_) * 1e6 / steps;
  figures.bytes_written_per_step = static_cast<double>(counters.head_bytes + counters.record_bytes) / steps;
  figures.disk_bytes_per_step = (disk_bytes() - disk_before_) / steps;
  figures.median_batch = counters.batches.median();
  figures.commit_share = static_cast<double>(counters.commit_ns) / 1e9 / figures.seconds;
  figures.peak_rss_bytes = peak_rss_bytes();
  return figures;
}

}  // namespace baton::bench
