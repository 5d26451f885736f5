// The engine that is measured: the real one, with its threads, over a store that counts.
#pragma once

#include "bench/benchmark.hpp"
#include "bench/counting_store.hpp"
#include "bench/temporary_folder.hpp"
#include "engine/implementation.hpp"

#include <baton/engine.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace baton::bench {

enum class StoreKind : std::uint8_t { Memory, Sqlite };

class Subject {
 public:
  // The SQLite file is new, in a folder of its own that goes with this.
  [[nodiscard]] static Result<std::unique_ptr<Subject>> open(StoreKind kind, const Settings& settings);

  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] StoreCounters& counters() { return counters_; }
  [[nodiscard]] const StoreCounters& counters() const { return counters_; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

  // Ends the engine as it is and opens another on the same SQLite file.
  Result<void> reopen();

  // Starts them all on one visit to the loop, where Engine::start() visits it for each and waits until it is durable: one
  // client thread then keeps any engine busy. Returns once they are queued; what a start answers goes to failure().
  void start(std::span<const StartOptions> starts) {
    start(starts, [] {});
  }
  // Starts this many, with ids of their own, and waits until all are durable. False: it must stop, or a start has failed.
  [[nodiscard]] bool start_many(const StartOptions& like, std::size_t count, const Settings& settings);
  // The same with options for each: the first, ever, has the number 1.
  using StartOf = std::function<StartOptions(std::uint64_t number)>;
  [[nodiscard]] bool start_many(const StartOf& options, std::size_t count, const Settings& settings);
  // The first one, of a start or of what a benchmark does besides; or none.
  [[nodiscard]] std::optional<Error> failure() const;
  void fail(const Error& error);

 private:
  Subject(StoreKind kind, TemporaryFolder folder) : kind_(kind), folder_(std::move(folder)) {}
  Result<void> open();
  void start(std::span<const StartOptions> starts, std::function<void()> durable);

  StoreKind kind_;
  TemporaryFolder folder_;
  StoreCounters counters_;
  mutable std::mutex mutex_;
  std::optional<Error> failure_;
  std::atomic<std::uint64_t> many_started_ = 0;
  Engine::Implementation* implementation_ = nullptr;  // the engine's
  std::optional<Engine> engine_;
};

// Waits for so long and until `done`; false if the benchmark is to stop, or a start has failed.
[[nodiscard]] bool wait(const Settings& settings, const Subject& subject, double seconds,
                        const std::function<bool()>& done);

}  // namespace baton::bench
