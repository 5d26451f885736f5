// An engine that ends with many calls in flight, and the next one, which makes them all again.
#include "bench/documents.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/span.hpp"

namespace baton::bench {
namespace {

Value numbered_input() {
  return Value::object({{"data", Value::number(std::int64_t{1})}});
}

}  // namespace

Result<Figures> measure_recovery(const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Steps first({});
  Steps again({});
  const auto opened = Subject::open(StoreKind::Sqlite, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  subject.engine().add_method("bench.step", first.silent_method()).or_exit();
  if (auto ready = deploys(tasks_document())(subject.engine()); !ready) return std::unexpected(ready.error());
  static_cast<void>(subject.start_many({.workflow = workflow("tasks"), .input = numbered_input()}, size, settings));
  static_cast<void>(wait(settings, subject, 0, [&] { return first.count() >= size; }));
  if (auto failure = subject.failure()) return std::unexpected(*std::move(failure));

  const auto begin = std::chrono::steady_clock::now();
  if (auto reopened = subject.reopen(); !reopened) return std::unexpected(reopened.error());
  const std::chrono::duration<double> opening = std::chrono::steady_clock::now() - begin;
  subject.engine().add_method("bench.step", again.silent_method()).or_exit();
  Span span(subject, again);
  if (auto recovered = subject.engine().recover(); !recovered) return std::unexpected(recovered.error());
  static_cast<void>(wait(settings, subject, 0, [&] { return again.count() >= size; }));
  Figures figures = span.end();
  figures.more = {{"open_seconds", opening.count()}, {"recovery_seconds", figures.seconds}};
  return figures;
}

}  // namespace baton::bench
