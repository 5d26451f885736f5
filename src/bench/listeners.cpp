// Events that are published and consumed by instances that listen, all durable. A step is an event that has been consumed.
#include "bench/documents.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/process.hpp"
#include "bench/publishers.hpp"
#include "bench/span.hpp"
#include "bench/steps.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <semaphore>
#include <string>
#include <utility>

namespace baton::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kEventsAtOnce = 500;     // of one request
constexpr std::uint64_t kMostBehind = 20'000;  // events that are published and not consumed yet

std::string shop(std::uint64_t number) {
  return "shop-" + std::to_string(number);
}

StartOptions listener(const std::string& name, std::uint64_t number) {
  return {.workflow = workflow(name), .input = Value::object({{"shop", Value::string(shop(number))}})};
}

// The transitions that events of the log have made, durable.
std::uint64_t consumed(Subject& subject) {
  return subject.engine().metrics().transitions.at("arrival");
}

Result<void> prepare(Subject& subject, const std::string& document) {
  if (auto ready = deploys(document)(subject.engine()); !ready) return std::unexpected(std::move(ready).error());
  if (auto moves = subject.engine().recover(); !moves) return std::unexpected(std::move(moves).error());
  return {};
}

Result<Figures> unless_failed(const Subject& subject, Figures figures) {
  if (auto failure = subject.failure()) return std::unexpected(*std::move(failure));
  return figures;
}

std::function<bool(std::uint64_t)> not_far_ahead(Subject& subject) {
  return [&subject](std::uint64_t published) { return published < consumed(subject) + kMostBehind; };
}

}  // namespace

Result<Figures> measure_foreach(StoreKind kind, const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Steps steps({});
  const auto opened = Subject::open(kind, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  if (auto ready = prepare(subject, foreach_document()); !ready) return std::unexpected(ready.error());
  const auto start = [](std::uint64_t number) { return listener("foreach", number); };
  static_cast<void>(subject.start_many(start, size, settings));
  const Publishers publishers(
      subject, {.batch = kEventsAtOnce,
                .event = [&](std::uint64_t number) { return order_paid(number, shop(1 + number % size)); },
                .may_go_on = not_far_ahead(subject)});
  static_cast<void>(wait(settings, subject, settings.seconds / 5, [&] { return consumed(subject) >= size; }));
  const std::uint64_t before = consumed(subject);
  Span span(subject, steps);
  static_cast<void>(wait(settings, subject, settings.seconds, [&] { return consumed(subject) > before; }));
  steps.counted(consumed(subject) - before);
  return unless_failed(subject, span.end());
}

Result<Figures> measure_listen(StoreKind kind, const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Steps steps({});
  const auto opened = Subject::open(kind, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  if (auto ready = prepare(subject, listen_document()); !ready) return std::unexpected(ready.error());
  const auto start = [](std::uint64_t number) { return listener("listen", number); };
  static_cast<void>(subject.start_many(start, size, settings));
  Span span(subject, steps);
  const Publishers publishers(subject, {.batch = kEventsAtOnce, .most = size, .event = [](std::uint64_t number) {
                                          return order_paid(number, shop(1 + number));
                                        }});
  static_cast<void>(wait(settings, subject, 0, [&] { return consumed(subject) >= size; }));
  steps.counted(consumed(subject));
  return unless_failed(subject, span.end());
}

Result<Figures> measure_listeners(const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Steps steps({});
  std::counting_semaphore<> called(0);
  const auto opened = Subject::open(StoreKind::Sqlite, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  subject.engine()
      .add_method("bench.step",
                  [&](Value arguments, const CallContext&, const std::function<void(CallOutcome)>& done) {
                    called.release();
                    done(CallSucceeded{std::move(arguments)});
                  })
      .or_exit();
  if (auto ready = prepare(subject, listen_and_call_document()); !ready) return std::unexpected(ready.error());
  const double resident_before = resident_bytes();
  const Clock::time_point begin = Clock::now();
  const auto start = [](std::uint64_t number) { return listener("listen-and-call", number); };
  static_cast<void>(subject.start_many(start, size, settings));
  const std::chrono::duration<double> starting = Clock::now() - begin;
  const double waiting = resident_bytes() - resident_before;

  // One event at a time: from before its publication until its own instance has made its call.
  std::mt19937_64 draw(size);
  std::vector<std::uint64_t> order(std::min<std::size_t>(size, 20'000));
  for (std::uint64_t& each : order) each = 1 + draw() % size;
  std::ranges::sort(order);
  order.erase(std::ranges::unique(order).begin(), order.end());
  std::ranges::shuffle(order, draw);
  Span span(subject, steps);
  const auto last = Clock::now() + std::chrono::duration<double>(settings.seconds);
  for (std::uint64_t number : order) {
    if (!settings.goes_on() || subject.failure() || (Clock::now() > last && steps.count() > 0)) break;
    const Clock::time_point published = Clock::now();
    if (auto done = subject.engine().publish(order_paid(number, shop(number))); !done) subject.fail(done.error());
    while (!called.try_acquire_for(std::chrono::milliseconds(100))) {
      if (!settings.goes_on() || subject.failure()) return unless_failed(subject, span.end());
    }
    steps.took(1, Clock::now() - published);
  }
  Figures figures = span.end();
  figures.more = {{"starts_per_second", static_cast<double>(size) / starting.count()},
                  {"resident_bytes_waiting", waiting},
                  {"resident_bytes_each", waiting / static_cast<double>(size)}};
  return unless_failed(subject, std::move(figures));
}

// What processor time an event takes when few have come before, and when many have: each time a tenth of them, while others are published. It
// is less disturbed than the time itself by what else the machine does.
Result<Figures> measure_long_listen(const Settings& settings) {
  const std::uint64_t size = settings.size.value_or(1);
  Steps steps({});
  const auto opened = Subject::open(StoreKind::Sqlite, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  if (auto ready = prepare(subject, foreach_document()); !ready) return std::unexpected(ready.error());
  const auto start = [](std::uint64_t number) { return listener("foreach", number); };
  static_cast<void>(subject.start_many(start, 1, settings));
  Span span(subject, steps);
  const Publishers publishers(subject, {.batch = kEventsAtOnce,
                                        .most = size,
                                        .event = [](std::uint64_t number) { return order_paid(number, shop(1)); },
                                        .may_go_on = not_far_ahead(subject)});
  const auto us_each = [&](std::uint64_t from, std::uint64_t to) {
    static_cast<void>(wait(settings, subject, 0, [&] { return consumed(subject) >= from; }));
    const double begin = cpu_seconds();
    const std::uint64_t first = consumed(subject);
    static_cast<void>(wait(settings, subject, 0, [&] { return consumed(subject) >= to; }));
    return (cpu_seconds() - begin) * 1e6 / static_cast<double>(std::max<std::uint64_t>(consumed(subject) - first, 1));
  };
  const double early = us_each(size / 10, size / 5);
  const double late = us_each(size / 10 * 6, size / 10 * 7);
  static_cast<void>(wait(settings, subject, 0, [&] { return consumed(subject) >= size; }));
  steps.counted(consumed(subject));
  Figures figures = span.end();
  figures.more = {{"early_us", early}, {"late_us", late}, {"late_over_early", early > 0 ? late / early : 0}};
  return unless_failed(subject, std::move(figures));
}

}  // namespace baton::bench
