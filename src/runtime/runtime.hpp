// The runtime: the loop. It decides nothing: load → handle → save → execute.
//
//   runtime.start(request, reply);           // put into the inbox
//   while (runtime.step(clock.now())) {}     // takes a batch of events through the loop
//   sleep until runtime.wakes_at(), something is put into the inbox, or the journal has an answer
//
// Single-threaded and steppable: every method is called from one thread, which owns the instances of the shard. What an
// operator answers on another thread is carried here by the engine's mailbox. The loop never waits for the store: it asks
// its journal and continues with other instances until the answer has come.
//
// The path of an event:
//   inbox ──▶ load (cache, or journal) ──▶ handle ──▶ encode ──▶ one commit for the whole batch
//   Committed ──▶ cache, execute intents, notify the bus, reply
//   Stale     ──▶ load again, back into the inbox
//   Refused   ──▶ the instance is quarantined: it stays as it is stored, and all its events but a cancel are refused until
//                 it is recovered again
//   Fenced    ──▶ another process owns the shard: this one drops what it has of it
//   Unknown   ──▶ load again and compare revisions: Committed or back into the inbox
//   failed    ──▶ back into the inbox; the store is tried again after a while
//
// While a batch is being committed, the next one is prepared from the events of other instances; those of an instance
// that is in either batch wait until its move is settled. So an instance is never ahead of what is stored of it.
//
// What the loop owns has a class for each: instances (InstanceCache, Loads), requests (RequestsInFlight), messages (Delivery),
// timers (Timers), events for the log (Publications), what finds them (EventPatterns), the log's end and who waits for its events
// (LogWatch), events on their way to instances (Arrivals), the log's trims (EventTrims), what is continued (Recovery), programs on their way (ProgramLookups), the store's health (StoreHealth).
#pragma once

#include "core/handle.hpp"
#include "runtime/arrivals.hpp"
#include "runtime/delivery.hpp"
#include "runtime/event_patterns.hpp"
#include "runtime/event_trims.hpp"
#include "runtime/instance_cache.hpp"
#include "runtime/item.hpp"
#include "runtime/loads.hpp"
#include "runtime/log_watch.hpp"
#include "runtime/metrics.hpp"
#include "runtime/move.hpp"
#include "runtime/ports/event_bus.hpp"
#include "runtime/ports/gateway.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/journal.hpp"
#include "runtime/ports/lifecycle_events.hpp"
#include "runtime/ports/router.hpp"
#include "runtime/program_lookups.hpp"
#include "runtime/programs.hpp"
#include "runtime/publications.hpp"
#include "runtime/recovery.hpp"
#include "runtime/requests_in_flight.hpp"
#include "runtime/store_health.hpp"
#include "runtime/timers.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace baton::runtime {

struct Ports {
  Journal& journal;
  Gateway& gateway;
  Router& router;
  EventBus& bus;
  Ids& ids;
  LifecycleEvents* lifecycle = nullptr;  // none: transitions are not in the event log
};

struct StartRequest {
  InstanceId id;
  ProgramPtr program;
  std::string requested_version;  // as the caller wrote it; empty: whichever is newest
  Value input;
  std::string caller = {};  // core::Event::caller
  // Of a fork, as core::Start has them.
  std::optional<core::Origin> origin = {};
  std::shared_ptr<const core::Inherited> inherited = {};
};

enum class Rest : std::uint8_t {
  Moving,
  Waiting,  // nothing moves until a timer fires, or an event comes that is listened for
  Done  // nothing will move by itself: all has ended, is suspended, waits for what is, or for operators that are missing
};

class Runtime {
 public:
  Runtime(Ports ports, Programs& programs, Shard shard = {}, const LogRetention& retention = {});
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  ~Runtime();

  // Continues everything that was interrupted: the next steps find every instance with requests that were not
  // answered when the process ended, and issue them again; timers of all instances fire. Until it is called, only those
  // instances move that are started or changed here, with their children.
  void recover();
  // Continues this instance and its children, also if it was quarantined.
  void recover(InstanceId id);
  // From now on an instance that waits for an event that is appended here is continued, also where it is not recovered; unless it calls
  // operators that are missing.
  void continue_listeners() { continues_listeners_ = true; }

  // `reply` is called from a later step, after the commit. Starting an id again with the same definition and equal
  // input is the same start; anything else is a Conflict.
  void start(StartRequest request, Reply reply);
  // Cancel, Suspend, Resume or Retry, an event for a machine, or one for whatever listens for it. Conflict says why it does not apply. With `only_at`: Stale, if the
  // instance has another revision when its turn comes.
  void command(InstanceId id, core::EventBody command, Reply reply, std::string caller = {},
               std::optional<Revision> only_at = {});
  // What the gateway learned. Answers nobody waits for are recorded and ignored.
  void answer(CallAnswer answer);
  // What the router brought. The start of a child whose program is not deployed, or whose machine is not registered, is not taken: it
  // is sent again, until one that can take it does.
  void receive(Message message);
  // Something has been deployed or registered: children that have waited for it are started soon.
  void programs_changed();
  // Appends the events to the event log, in one commit. `reply` is called from a later step, once they are durable; or at once, if
  // too many wait already. An event whose key the log knows is not appended again.
  void publish(std::vector<EventRow> events, const PublishReply& reply);
  // Deletes an ended instance, and what is remembered of it here.
  void remove(InstanceId id, std::function<void(StoreResult<Removed>)> reply);

  // One batch. False: there was nothing to do at this time.
  bool step(Timestamp now);
  // How much still moves of what this runtime executes. Not for every step: it looks at each instance in memory.
  [[nodiscard]] Rest rest() const;
  // When to step again if nothing is put into the inbox and no answer of the journal comes before; nullopt: not before one
  // of these.
  [[nodiscard]] std::optional<Timestamp> wakes_at() const;
  // The log's last position, as far as this process knows it.
  [[nodiscard]] std::uint64_t last_event() const { return watch_.last(); }
  // May the instance still get an event of the log up to that position, as far as the loop knows now?
  [[nodiscard]] bool may_get_event(const InstanceId& id, std::uint64_t through) const;
  // Is it in memory, so that it has been read?
  [[nodiscard]] bool has_loaded(const InstanceId& id) const { return cache_.all().contains(id.value); }
  // The last failure of the store, while it lasts.
  [[nodiscard]] const std::optional<StoreError>& store_failure() const { return health_.failure(); }
  [[nodiscard]] const Recovery& recovery() const { return recovery_; }
  // From any thread, as are the counters in recovery(), store_health() and requests().
  [[nodiscard]] const LoopMetrics& metrics() const { return metrics_; }
  [[nodiscard]] const StoreHealth& store_health() const { return health_; }
  [[nodiscard]] const RequestsInFlight& requests() const { return requests_; }
  // Instances that are quarantined, and why.
  [[nodiscard]] const std::map<std::string, std::string>& quarantined() const { return quarantined_; }
  [[nodiscard]] std::uint64_t quarantines() const { return quarantines_; }  // so far
  // What children wait for; at most kMaxMissingPrograms of them.
  struct MissingProgram {
    std::string why;
    std::uint64_t number = 0;  // how many have been missed up to this one
  };
  [[nodiscard]] const std::map<DefinitionName, MissingProgram>& missing_programs() const { return missing_programs_; }
  [[nodiscard]] std::uint64_t missed_programs() const { return missed_programs_; }  // so far

 private:
  struct Batch {
    std::vector<Move> moves;
    std::vector<Write> writes;
    bool emits = false;  // one of the writes does
  };
  struct Removal {
    InstanceId id;
    std::function<void(StoreResult<Removed>)> reply;
  };
  // Fresh: decided just now; otherwise it may have been on its way when a process ended.
  enum class Age : std::uint8_t { Fresh, Old };
  struct WaitingCall {
    CallRequest request;
    Age age;
  };

  // runtime.cpp: the step, the inbox and the batch
  bool advance();
  void put(Item item);
  void put_first(std::span<Item> items);
  bool prepare_batch();
  std::size_t take(Item&& item);
  std::size_t take(Item&& item, CachedInstance* cached);
  std::size_t move(Item&& item, CachedInstance& cached);
  void handle(Move& move, Item&& item);
  [[nodiscard]] std::vector<EventRow> lifecycle_events_of(const Move& move) const;
  void drop_refused_start();
  [[nodiscard]] bool joins(const Item& item, const Move& move) const;
  [[nodiscard]] bool takes_more(const Move& move) const;
  [[nodiscard]] CachedInstance& create(const Item& item);
  [[nodiscard]] bool moves_by_itself(const core::Instance& instance) const;
  std::optional<CommandResult> answer_without_transition(const Item& item, const CachedInstance* cached) const;
  void settled(const InstanceId& id, const core::EventBody& event);
  void finish(Item& item, CommandResult result);
  Rejection quarantine(const InstanceId& id, std::string reason);  // the answer to its events from now on
  void clear_quarantine(const InstanceId& id);

  // asking.cpp: what the journal is asked for, and its answers
  bool ask();
  void begin_removals();
  void begin(JournalRequest request);
  bool take_answers();
  void take_answer(Finished<CommitRequest> finished);
  void take_answer(Finished<LoadRequest> finished);
  void take_answer(Finished<TimersRequest> finished);
  void take_answer(Finished<PendingRequest> finished);
  void take_answer(Finished<RemoveRequest> finished);
  void take_answer(Finished<ConsumeRequest> finished);
  void take_answer(Finished<TrimRequest> finished);
  void release(const InstanceId& held);
  void take_answer(Finished<DefinitionRequest> finished);
  void loaded(const InstanceId& id, StoreResult<std::optional<StoredInstance>> stored);
  void loaded(const InstanceId& id, const StoredInstance& stored, StoreResult<ProgramPtr> program);
  void arrived(const InstanceId& id, Loaded loaded, ProgramPtr program);
  void absent(const InstanceId& id);
  void unreadable(const InstanceId& id, const std::string& why);

  // listening.cpp: from the event log to the instances
  [[nodiscard]] bool may_look_for_listeners() const;
  void ask_event_log();
  void take_answer(Finished<LogEndRequest> finished);
  void take_answer(Finished<DefinitionsRequest> finished);
  void take_answer(Finished<ListenersRequest> finished);
  void take_answer(Finished<WantedRequest> finished);
  void wake(const InstanceId& id);
  void listen(CachedInstance& cached);
  [[nodiscard]] std::optional<core::Arrival> next_read_ahead(const Move& move) const;

  // commit.cpp: what happens to a batch
  bool begin_commit();
  void settle(std::span<Move> moves, const CommitResult& result);
  void settle(std::vector<Publications::Begun> published, Finished<CommitRequest>& finished, bool found);
  void appended(const CommitAnswer& answer);
  bool note_what_finds(std::vector<EventRow>& published);
  void settle(Move& move, const WriteResult& result);
  void committed(Move& move);
  void not_committed(std::span<Move> moves, const StoreError& error);
  [[nodiscard]] std::vector<Item> forget(const Move& move);
  void put_back(Move& move, std::vector<Item> waiting);
  void finish(Move& move);
  void finish(Move& move, const CommandResult& result);
  void lose_shard(const std::string& reason);

  // execute.cpp: intents and recovery
  [[nodiscard]] bool may_look_for_more() const;
  bool continue_instances();
  void issue(CachedInstance& cached);
  [[nodiscard]] bool continues(CachedInstance& cached, const InstanceId& id);
  void issue_pending(const core::Instance& instance, const ProgramPtr& program);
  void execute_decided(Move& move);
  void execute(const core::Instance& instance, const ProgramPtr& program, core::Pending pending, Age age);
  void execute(CallRequest request, Age age);
  void make(CallRequest request);
  bool make_waiting_calls();
  void withdraw(const core::Withdraw& call);

  // messages.cpp: between instances
  void send(const InstanceId& from, InstanceId to, const IntentKey& key, decltype(Message::body) body);
  bool resend_lost();
  void receive_start(Message message);
  void start_child(const Message& message, StoreResult<ProgramPtr> program);
  void note_missing(const DefinitionName& program, std::string why);
  void cancel_absent(Item&& item);
  void give_receipt(const Item& item, const CommandResult& result);

  Ports ports_;
  std::uint64_t process_;
  Shard shard_;
  Timestamp now_;
  std::deque<Item> inbox_;
  std::uint64_t steps_of_turn_ = 0;  // of expressions, in the batch that is being prepared
  Batch next_;                       // prepared
  std::vector<Move> committing_;     // at the journal
  bool finds_listeners_ = false;     // an event of that commit
  std::size_t asked_ = 0;            // requests at the journal
  InstanceCache cache_;
  Loads loads_;
  std::vector<Removal> removals_;            // asked for
  std::map<std::string, Removal> removing_;  // at the journal
  std::map<std::string, Item> cancelling_;   // cancels of children that are not there, at the journal
  RequestsInFlight requests_;
  std::array<std::deque<WaitingCall>, core::kCallKinds> waiting_calls_;  // until the gateway has room for them
  Delivery delivery_;
  Timers timers_;
  Publications publications_;
  EventPatterns patterns_;
  EventTrims trims_;
  LogWatch watch_;
  Arrivals arrivals_;
  bool continues_listeners_ = false;
  std::unordered_set<std::string> found_;  // instances that would be continued because an event is there for them
  Recovery recovery_;
  ProgramLookups lookups_;
  StoreHealth health_;
  std::map<std::string, std::string> quarantined_;  // instance → reason
  std::uint64_t quarantines_ = 0;
  std::map<DefinitionName, MissingProgram> missing_programs_;
  std::uint64_t missed_programs_ = 0;
  bool is_fenced_ = false;  // the shard is another's now
  LoopMetrics metrics_;
};

}  // namespace baton::runtime
