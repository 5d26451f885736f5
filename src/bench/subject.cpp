#include "bench/subject.hpp"

#include "adapters/memory/memory_store.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "adapters/system/system.hpp"
#include "engine/errors.hpp"
#include "engine/requests/start.hpp"
#include "jq/jq.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

namespace baton::bench {

Result<std::unique_ptr<Subject>> Subject::open(StoreKind kind, const Settings& settings) {
  auto folder = TemporaryFolder::make(settings.folder);
  if (!folder) return std::unexpected(std::move(folder).error());
  jq::initialize();
  std::unique_ptr<Subject> subject(new Subject(kind, *std::move(folder)));
  if (auto opened = subject->open(); !opened) return std::unexpected(std::move(opened).error());
  return subject;
}

Result<void> Subject::open() {
  std::unique_ptr<runtime::Store> store;
  if (kind_ == StoreKind::Memory) {
    store = adapters::open_memory_store();
  } else {
    auto opened = adapters::open_sqlite_store(folder_.file("baton.db"), adapters::OpenMode::Write);
    if (!opened) return std::unexpected(engine::error_of(std::move(opened).error()));
    store = *std::move(opened);
  }
  auto implementation = std::make_unique<Engine::Implementation>(
      Engine::Implementation::Outside{.store = counting_store(std::move(store), counters_),
                                      .clock = adapters::system_clock(),
                                      .ids = adapters::random_ids()},
      EngineOptions());
  implementation_ = implementation.get();
  engine_.emplace(std::move(implementation));
  return {};
}

Result<void> Subject::reopen() {
  engine_.reset();
  return open();
}

void Subject::start(std::span<const StartOptions> starts, std::function<void()> durable) {
  const auto requests = implementation_->at_desk<std::vector<runtime::StartRequest>>(
      [&](engine::Desk& desk) -> Result<std::vector<runtime::StartRequest>> {
        std::vector<runtime::StartRequest> prepared;
        for (const StartOptions& options : starts) {
          auto request = engine::requests::Start{.options = options}.prepare(desk, {});
          if (!request) return std::unexpected(std::move(request).error());
          prepared.push_back(*std::move(request));
        }
        return prepared;
      });
  if (!requests) return fail(requests.error());
  const auto queued = implementation_->ask<void>([&](engine::SteppedEngine& stepped, const auto& reply) {
    for (const runtime::StartRequest& request : *requests) {
      stepped.start(request, [this, durable](const Result<InstanceId>& id) { id ? durable() : fail(id.error()); });
    }
    reply({});
  });
  if (!queued) fail(queued.error());
}

bool Subject::start_many(const StartOptions& like, std::size_t count, const Settings& settings) {
  return start_many([&](std::uint64_t) { return like; }, count, settings);
}

bool Subject::start_many(const StartOf& options, std::size_t count, const Settings& settings) {
  constexpr std::size_t chunk = 1'000;
  constexpr std::size_t most_open = 8 * chunk;  // starts that are not durable yet
  const std::uint64_t before = many_started_;
  for (std::size_t queued = 0; queued < count;) {
    std::vector<StartOptions> starts(std::min(chunk, count - queued));
    for (StartOptions& each : starts) {
      const std::uint64_t number = before + ++queued;
      each = options(number);
      each.id = "many-" + std::to_string(number);
    }
    start(starts, [this] { ++many_started_; });
    const auto has_room = [&] { return many_started_ - before + most_open >= queued; };
    if (!wait(settings, *this, 0, has_room)) return false;
  }
  return wait(settings, *this, 0, [&] { return many_started_ - before >= count; });
}

void Subject::fail(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = error;
}

std::optional<Error> Subject::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

bool wait(const Settings& settings, const Subject& subject, double seconds, const std::function<bool()>& done) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  constexpr auto pause = std::chrono::milliseconds(5);
  while (settings.goes_on() && !subject.failure()) {
    const auto left = end - Clock::now();
    if (left <= Clock::duration::zero() && done()) return true;
    std::this_thread::sleep_for(left > Clock::duration::zero() && left < pause ? left : Clock::duration(pause));
  }
  return false;
}

}  // namespace baton::bench
