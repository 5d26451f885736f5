// The runtime: the loop. It moves and decides nothing: load → handle → save → execute.
//
//   runtime.start(request, reply);           // put into the queue
//   while (runtime.step(clock.now())) {}     // takes a batch of events through the loop
//   sleep until runtime.wakes_at() or until something is put into the queue
//
// Single-threaded and steppable: every method is called from one thread, which owns the instances of the shard. What an
// operator answers on another thread is carried here by the engine's mailbox.
//
// An event's way through a step:
//   queue ──▶ load (cache, or store) ──▶ handle ──▶ encode ──▶ one commit for the whole batch
//   Committed ──▶ cache, execute intents, tell the bus, reply
//   Stale     ──▶ load again, back into the queue
//   Refused   ──▶ the instance is quarantined: it stays as it is stored, and its events are dropped until a restart
//   Unknown   ──▶ load again and compare revisions: Committed or back into the queue
//   failed    ──▶ back into the queue; the store is tried again after a while
#pragma once

#include "core/handle.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/ports/event_bus.hpp"
#include "runtime/ports/gateway.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::runtime {

struct Ports {
  Store& store;
  Gateway& gateway;
  EventBus& bus;
  Ids& ids;
};

struct StartRequest {
  InstanceId id;
  ProgramPtr program;
  std::string requested_version;  // as the caller wrote it; empty: whichever is newest
  Value input;
  std::optional<core::Parent> parent = {};
};

// Why a start or a command did not happen.
struct Rejection {
  enum class Kind : std::uint8_t { NotFound, Conflict, Overloaded, Quarantined, StoreFailed };
  Kind kind;
  std::string reason;
};
// The instance after the command; of a repeated start, as it is now.
using CommandResult = std::expected<InstanceRow, Rejection>;
using Reply = std::function<void(CommandResult)>;

class Runtime {
 public:
  Runtime(Ports ports, CompileDocument compile, Shard shard = {});
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  ~Runtime();

  [[nodiscard]] Programs& programs() { return programs_; }

  // Goes on with everything that was interrupted: the next steps find every instance with requests that were not
  // answered when the process ended, and issue them again; timers of all instances fire. Until it is called, only those
  // instances move that something is asked of here, with their children.
  void recover();
  // Goes on with this instance, and its children.
  void recover(InstanceId id);

  // `reply` is called from a later step, after the commit. Starting an id again with the same definition and equal
  // input is the same start; anything else is a Conflict.
  void start(StartRequest request, Reply reply);
  // Cancel, Suspend, Resume or Retry. Conflict says why it does not apply.
  void command(InstanceId id, core::EventBody command, Reply reply);
  // What the gateway learned. Answers nobody waits for are recorded and ignored.
  void answer(InstanceId id, IntentKey key, core::Outcome outcome);

  // One batch. False: there was nothing to do at this time.
  bool step(Timestamp now);
  // When to step again if nothing is put into the queue before; nullopt: not before something is.
  [[nodiscard]] std::optional<Timestamp> wakes_at() const;
  // The last failure of the store, while it lasts.
  [[nodiscard]] const std::optional<StoreError>& store_failure() const { return store_failure_; }
  // Instances that are set aside, and why.
  [[nodiscard]] const std::map<std::string, std::string>& quarantined() const { return quarantined_; }

  // Deletes an ended instance; what is remembered of it here goes too.
  [[nodiscard]] StoreResult<Removed> remove(const InstanceId& id);

 private:
  struct Item {  // one event on its way to its instance
    InstanceId instance;
    core::EventBody event;               // of a Move: gone into its decision
    ProgramPtr program = {};             // Start only
    std::string requested_version = {};  // Start only
    Reply reply = {};
    std::optional<std::pair<InstanceId, IntentKey>> acknowledge = {};  // tell that instance when it has arrived
  };
  struct Cached {
    Loaded loaded;
    ProgramPtr program;
    std::uint64_t used = 0;
    bool driven = false;  // its requests have been issued and its timers noted by this process
  };
  struct Move {  // an item that has been handled and is being saved
    Item item;
    ProgramPtr program;
    core::Decision decision;
  };

  // runtime.cpp: the queue and the batch
  void put(Item item);
  bool take_due_timers();
  bool take_own_due_timers();
  void note_timer(const InstanceId& id, core::TimerId timer, Timestamp due);
  void forget_timer(const InstanceId& id, core::TimerId timer);
  bool take_batch();
  void save(std::vector<Move> moves, std::vector<Write> writes);
  void settle(std::vector<Move>& moves, const std::vector<WriteResult>& results);
  void reconcile(std::vector<Move> moves);
  void committed(Move& move);
  void quarantine(const InstanceId& id, std::string reason);
  void put_back(Move move);
  void store_failed(const StoreError& error);
  void arrived(Item& item, CommandResult result);

  // instances.cpp: the cache
  [[nodiscard]] StoreResult<Cached*> load(const InstanceId& id);
  [[nodiscard]] Cached& create(const Item& item);
  void evict_idle();
  std::optional<CommandResult> answer_without_transition(const Item& item, const Cached* cached) const;

  // execute.cpp: intents and recovery
  bool recover_page();
  bool drive_waiting();
  void drive(Cached& cached);
  void execute_decided(const core::Decision& decision, const ProgramPtr& program, Cached* taken_over);
  // Fresh: decided just now; otherwise it may have been on its way when a process ended.
  enum class Age : std::uint8_t { Fresh, Old };
  void execute(const core::Instance& instance, const ProgramPtr& program, const core::Pending& pending, Age age);
  void start_child(const core::Instance& parent, const IntentKey& key, const core::StartChild& child);

  Ports ports_;
  Programs programs_;
  Shard shard_;
  Timestamp now_;
  std::deque<Item> queue_;
  std::vector<Move> unsettled_;  // a commit of unknown outcome, while the store cannot tell
  std::unordered_map<std::string, Cached> cache_;
  std::uint64_t turn_ = 0;
  std::unordered_set<std::string> calls_in_flight_;                        // keys
  std::map<std::string, std::string> quarantined_;                         // instance → reason
  std::set<std::pair<std::string, core::TimerId>> fired_;                  // in the queue
  bool everything_moves_ = false;                                          // recover() was called
  std::optional<Timestamp> next_timer_;                                    // of the store, once everything moves
  std::optional<InstanceId> recovered_up_to_;                              // while recovering
  std::deque<InstanceId> to_drive_;                                        // asked for one by one
  std::map<std::pair<std::string, core::TimerId>, Timestamp> own_timers_;  // before everything moves
  std::set<std::tuple<Timestamp, std::string, core::TimerId>> own_timers_by_due_;
  std::optional<StoreError> store_failure_;
  std::optional<Timestamp> store_retry_at_;
  Duration store_retry_delay_{};
};

// Is this a name an instance may have? The reason if not.
[[nodiscard]] std::optional<std::string> invalid_instance_id(const InstanceId& id);

}  // namespace baton::runtime
