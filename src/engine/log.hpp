// The engine's log: all that it says to the logger that it was given, one method for each message. Without a logger they do nothing.
// What may happen very often is said once in kLogInterval, with the number of those that were left out (`omitted`).
//
// Two of them are metrics as well, which are counted here because they come from many places and threads.
//
// Thread-safe. Called with no lock held.
#pragma once

#include "core/instance.hpp"
#include "engine/limits.hpp"
#include "engine/rarely.hpp"
#include "runtime/ports/store.hpp"

#include <baton/engine.hpp>
#include <baton/log.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace baton::engine {

class Log {
 public:
  explicit Log(std::shared_ptr<Logger> logger) : logger_(std::move(logger)) {}

  void opened(const std::string& store, const EngineOptions& options);
  void closing();
  void closed();
  void not_ended(const StopReport& report);
  void recovered(std::uint64_t instances);
  void store_fails(const runtime::StoreError& error);
  void store_works(Duration failed_for);
  void quarantined(const InstanceId& id, std::string_view reason);
  void operator_missing(const std::string& function);
  void program_missing(const DefinitionName& program, std::string_view why);
  void unawaited_fault(const core::Instance& child);
  void overloaded();
  void slow_commit(std::chrono::duration<double> time, std::size_t writes);
  void subscriber_threw();
  void observer_threw();
  void events_dropped(std::uint64_t events);
  void events_lost(std::uint64_t times);
  void events_unreadable(const Error& error);
  void observer_fell_behind(std::uint64_t missing);

  [[nodiscard]] std::uint64_t refused_overloaded() const { return refused_overloaded_; }
  [[nodiscard]] std::uint64_t entries_missed() const { return entries_missed_; }

 private:
  void say(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
  void say_rarely(Rarely& often, std::string_view message, std::initializer_list<LogField> fields = {});

  std::shared_ptr<Logger> logger_;
  std::atomic<std::uint64_t> refused_overloaded_ = 0;
  std::atomic<std::uint64_t> entries_missed_ = 0;
  Rarely overloaded_{kLogInterval};
  Rarely slow_commit_{kLogInterval};
  Rarely subscriber_threw_{kLogInterval};
  Rarely observer_threw_{kLogInterval};
  Rarely observer_fell_behind_{kLogInterval};
  Rarely events_dropped_{kLogInterval};
  Rarely events_lost_{kLogInterval};
  Rarely events_unreadable_{kLogInterval};
};

}  // namespace baton::engine
