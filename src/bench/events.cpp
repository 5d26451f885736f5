// Events that are published, durable: eight threads, each of which publishes so many at once and waits until they are.
#include "bench/measures.hpp"
#include "bench/publishers.hpp"
#include "bench/span.hpp"
#include "bench/steps.hpp"

#include <string>

namespace baton::bench {

Result<Figures> measure_events(const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Steps steps({});
  const auto opened = Subject::open(StoreKind::Sqlite, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  const Publishers publishers(
      subject, {.batch = size,
                .event = [](std::uint64_t number) { return order_paid(number, "order-" + std::to_string(number)); },
                .took = [&](std::size_t events, auto time) { steps.took(events, time); }});
  const auto is_warm = [&] { return steps.count() >= Publishers::kThreads * size; };
  static_cast<void>(wait(settings, subject, settings.seconds / 5, is_warm));
  Span span(subject, steps);
  static_cast<void>(wait(settings, subject, settings.seconds, [&] { return steps.latency_ns().count() > 0; }));
  Figures figures = span.end();
  if (auto failure = subject.failure()) return std::unexpected(*std::move(failure));
  return figures;
}

}  // namespace baton::bench
