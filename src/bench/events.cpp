// Events that are published, durable: eight threads, each of which publishes so many at once and waits until they are.
#include "bench/measures.hpp"
#include "bench/span.hpp"
#include "bench/steps.hpp"

#include <baton/events.hpp>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace baton::bench {
namespace {

constexpr std::size_t kPublishers = 8;

std::vector<CloudEvent> events_of(std::size_t publisher, std::uint64_t batch, std::size_t count) {
  const std::string prefix = std::to_string(publisher) + "-" + std::to_string(batch) + "-";
  std::vector<CloudEvent> events(count);
  for (std::size_t i = 0; i < count; ++i) {
    events[i].id = prefix + std::to_string(i);
    events[i].source = "/bench/orders";
    events[i].type = "order.paid";
    events[i].subject = "order-" + std::to_string(i);
    events[i].data = Value{{"order", "order-4711"}, {"cents", 12'500}, {"currency", "EUR"}};
  }
  return events;
}

}  // namespace

Result<Figures> measure_events(const Settings& settings) {
  using Clock = std::chrono::steady_clock;
  const std::size_t size = settings.size.value_or(1);
  Steps steps({});
  std::atomic<bool> is_over = false;
  std::mutex mutex;
  std::optional<Error> failure;
  const auto subject = Subject::open(StoreKind::Sqlite, settings);
  if (!subject) return std::unexpected(subject.error());
  Figures figures;
  {
    std::vector<std::jthread> publishers;
    for (std::size_t publisher = 0; publisher < kPublishers; ++publisher) {
      publishers.emplace_back([&, publisher] {
        for (std::uint64_t batch = 0; !is_over; ++batch) {
          auto events = events_of(publisher, batch, size);
          const Clock::time_point begin = Clock::now();
          const auto published = (*subject)->engine().publish_all(std::move(events));
          if (published) {
            steps.took(size, Clock::now() - begin);
            continue;
          }
          const std::lock_guard lock(mutex);
          failure = published.error();
          return;
        }
      });
    }
    const auto is_warm = [&] { return steps.count() >= kPublishers * size; };
    static_cast<void>(wait(settings, **subject, settings.seconds / 5, is_warm));
    Span span(**subject, steps);
    static_cast<void>(wait(settings, **subject, settings.seconds, [&] { return steps.latency_ns().count() > 0; }));
    figures = span.end();
    is_over = true;
  }
  if (failure) return std::unexpected(*std::move(failure));
  return figures;
}

}  // namespace baton::bench
