// The engine without its threads: all that it does with the runtime, called from one thread. What can be checked before is
// checked already (Desk).
//
//   SteppedEngine engine({...});
//   engine.start(request, reply);     // as requests::Start prepares it
//   while (engine.step()) {}          // reply has been called
//
// The engine's loop steps it on its own thread, and baton::testing::TestEngine in virtual time. A reply comes from
// within a step, or at once where nothing has to be made durable.
#pragma once

#include "engine/desk.hpp"
#include "engine/log.hpp"
#include "engine/subscribers.hpp"
#include "engine/waiters.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/runtime.hpp"

#include <baton/engine.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace baton::engine {

class SteppedEngine final : private runtime::EventBus, private runtime::Router, private runtime::LifecycleEvents {
 public:
  struct Dependencies {
    runtime::Journal& journal;
    runtime::Gateway& gateway;
    runtime::Clock& clock;
    runtime::Ids& ids;
    runtime::Programs& programs;
    std::shared_ptr<Subscribers> subscribers;
    Log& log;
    EngineOptions::Mode mode;
    EventRetention retention = {};
    bool lifecycle_events = false;         // in the event log too
    std::string public_url = {};           // EngineOptions
    bool continue_listeners = false;       // EngineOptions
    std::function<void()> log_grows = {};  // events have been appended
  };
  template <class T>
  using ReplyTo = std::function<void(Result<T>)>;

  explicit SteppedEngine(Dependencies dependencies);

  // Takes what is queued through the loop, one batch. False: there was nothing to do at this time.
  bool step();
  [[nodiscard]] std::optional<Timestamp> wakes_at() const;

  // Since when the store fails, while it does. From any thread.
  [[nodiscard]] std::optional<EngineHealth::StoreFailure> store_failure() const;
  // What this engine has counted. From any thread.
  [[nodiscard]] EngineMetrics metrics() const;

  void recover();
  void recover(std::span<const InstanceId> ids);
  void start(runtime::StartRequest request, ReplyTo<InstanceId> reply);
  void command(const InstanceId& id, core::EventBody command, ReplyTo<void> reply, std::string caller = {},
               std::optional<Revision> only_at = {});
  void answer(runtime::CallAnswer answer);
  void programs_changed() { runtime_.programs_changed(); }
  void remove(const InstanceId& id, ReplyTo<void> reply);
  // Valid events, as requests::Publish prepares them.
  struct Publication {
    std::vector<runtime::EventRow> rows;
    std::vector<std::string> ids;
  };
  void publish(Publication publication, ReplyTo<std::vector<PublishedEvent>> reply);

  // The reply comes when the wait is over, counted from now: the caller then reads the instance once, and sees whether it can be
  // read where it is not loaded: nothing may ever load it. It is Timeout once this much time has passed.
  struct BegunWait {
    WaiterId waiter{};
    bool is_loaded = true;
  };
  using Begun = std::function<void(BegunWait)>;
  // `begun` is called at once; for an instance that is to be idle, once the events that are in the log now have reached it: it is not
  // idle while one of them is still on its way.
  void wait(const InstanceId& id, Until until, std::optional<Duration> limit, Waiters::Done reply, Begun begun);
  // The reply comes when no more than that moves.
  WaiterId wait_for_all(runtime::Rest rest, std::optional<Duration> limit, ReplyTo<void> reply);
  // The reply comes when so much time has passed, also in an engine that only reads.
  void sleep(Duration time, ReplyTo<void> reply);
  void stop_waiting(WaiterId waiter, const Error& why);
  // All who wait for a reply get this one.
  void fail_all(const Error& error);

 private:
  void transitioned(const core::Program& program, const core::Instance& instance,
                    const core::HistoryRecord& record) override;
  void route(runtime::Message message) override;
  [[nodiscard]] std::vector<runtime::EventRow> events_of(const core::Program& program, const core::Instance& instance,
                                                         const core::HistoryRecord& record) override;
  void report_rest();
  [[nodiscard]] bool is_read_only() const { return dependencies_.mode == EngineOptions::Mode::Read; }
  // A reply of the runtime's for one of ours, which also hears of a failure of the store that lasts.
  template <class T>
  [[nodiscard]] runtime::Reply expect(ReplyTo<T> reply);
  template <class T>
  [[nodiscard]] ReplyTo<T> unless_store_fails(ReplyTo<T> reply);
  void report_store_failure();
  void show_store_failure(std::optional<EngineHealth::StoreFailure> failure);
  void report_quarantined();
  void report_missing_programs();
  void report_unawaited_fault(const core::Instance& instance, const core::HistoryRecord& record);
  void report_recovered();
  void report_events();

  Dependencies dependencies_;
  runtime::Runtime runtime_;
  Waiters waiters_;
  [[nodiscard]] std::optional<Timestamp> deadline(std::optional<Duration> limit);
  void end_waits();
  void end_sleeps();
  struct RestWaiter {
    runtime::Rest rest{};
    std::optional<Timestamp> deadline;
    ReplyTo<void> reply;
  };
  std::map<WaiterId, RestWaiter> rest_waiters_;
  struct DelayedWait {
    InstanceId id;
    std::uint64_t events = 0;  // up to this position of the log
    std::optional<Timestamp> deadline;
    std::function<void()> begin;
  };
  std::vector<DelayedWait> delayed_waits_;
  void begin_waits(bool all = false);
  std::multimap<Timestamp, ReplyTo<void>> sleepers_;                     // by when they wake
  std::map<std::uint64_t, std::function<void(const Error&)>> expected_;  // replies of the runtime's to come
  std::uint64_t last_expected_ = 0;
  std::optional<Timestamp> store_fails_since_;
  mutable std::mutex failure_mutex_;
  std::optional<EngineHealth::StoreFailure> failure_;  // the same, for other threads
  std::set<std::string> quarantined_;                  // those that are reported
  bool is_recovering_ = false;
  std::uint64_t quarantines_ = 0;      // that waiters know of
  std::uint64_t missed_programs_ = 0;  // that are reported
  std::uint64_t last_event_ = 0;       // of the event log, as far as it was reported
  std::uint64_t events_dropped_ = 0;   // likewise
  std::uint64_t events_lost_ = 0;      // likewise
};

}  // namespace baton::engine
