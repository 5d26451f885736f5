// The runtime: the loop. It decides nothing: load → handle → save → execute.
//
//   runtime.start(request, reply);           // put into the queue
//   while (runtime.step(clock.now())) {}     // takes a batch of events through the loop
//   sleep until runtime.wakes_at() or until something is put into the queue
//
// Single-threaded and steppable: every method is called from one thread, which owns the instances of the shard. What an
// operator answers on another thread is carried here by the engine's mailbox.
//
// The path of an event:
//   queue ──▶ load (cache, or store) ──▶ handle ──▶ encode ──▶ one commit for the whole batch
//   Committed ──▶ cache, execute intents, notify the bus, reply
//   Stale     ──▶ load again, back into the queue
//   Refused   ──▶ the instance is quarantined: it stays as it is stored, and its events are dropped until a restart
//   Unknown   ──▶ load again and compare revisions: Committed or back into the queue
//   failed    ──▶ back into the queue; the store is tried again after a while
//
// While a batch is being committed, the next one is prepared from the events of other instances; those of an instance
// that is in either batch wait until its move is settled. So an instance is never ahead of what is stored of it.
#pragma once

#include "core/handle.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/instance_id.hpp"
#include "runtime/ports/committer.hpp"
#include "runtime/ports/event_bus.hpp"
#include "runtime/ports/gateway.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::runtime {

struct Ports {
  Store& store;
  Committer& committer;  // of the same store
  Gateway& gateway;
  EventBus& bus;
  Ids& ids;
};

struct StartRequest {
  InstanceId id;
  ProgramPtr program;
  std::string requested_version;  // as the caller wrote it; empty: whichever is newest
  Value input;
};

// Why a start or a command did not happen.
struct Rejection {
  enum class Kind : std::uint8_t { Invalid, NotFound, Conflict, Overloaded, Quarantined, StoreFailed };
  Kind kind;
  std::string reason;
};
// The instance after the command; of a repeated start, as it is now.
using CommandResult = std::expected<InstanceRow, Rejection>;
using Reply = std::function<void(CommandResult)>;

enum class Rest : std::uint8_t {
  Moving,
  Waiting,  // nothing moves until a timer fires
  Done      // nothing will move by itself: all has ended, is suspended, or waits for what is
};

class Runtime {
 public:
  Runtime(Ports ports, CompileDocument compile, Shard shard = {});
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  ~Runtime();

  [[nodiscard]] Programs& programs() { return programs_; }

  // Continues everything that was interrupted: the next steps find every instance with requests that were not
  // answered when the process ended, and issue them again; timers of all instances fire. Until it is called, only those
  // instances move that are started or changed here, with their children.
  void recover();
  // Continues this instance and its children.
  void recover(InstanceId id);

  // `reply` is called from a later step, after the commit. Starting an id again with the same definition and equal
  // input is the same start; anything else is a Conflict.
  void start(StartRequest request, Reply reply);
  // Cancel, Suspend, Resume or Retry. Conflict says why it does not apply.
  void command(InstanceId id, core::EventBody command, Reply reply);
  // What the gateway learned. Answers nobody waits for are recorded and ignored.
  void answer(CallAnswer answer);

  // One batch. False: there was nothing to do at this time.
  bool step(Timestamp now);
  // How much still moves of what this runtime executes. Not for every step: it looks at each instance in memory.
  [[nodiscard]] Rest rest() const;
  // When to step again if nothing is put into the queue and no commit finishes before; nullopt: not before one of these.
  [[nodiscard]] std::optional<Timestamp> wakes_at() const;
  // The last failure of the store, while it lasts.
  [[nodiscard]] const std::optional<StoreError>& store_failure() const { return store_failure_; }
  // Instances that are quarantined, and why.
  [[nodiscard]] const std::map<std::string, std::string>& quarantined() const { return quarantined_; }

  // Deletes an ended instance, and what is remembered of it here.
  [[nodiscard]] StoreResult<Removed> remove(const InstanceId& id);

 private:
  struct Started {
    ProgramPtr program;
    std::string requested_version = {};
    bool exists = false;              // its commit has shown that the instance exists already
    Boxed<core::Parent> parent = {};  // whose task is notified whether it has been started
  };
  struct Item {  // one event on its way to its instance
    InstanceId instance;
    core::EventBody event;        // in a Move it has gone into the decision
    Boxed<Started> started = {};  // of a Start
    Reply reply = {};
    Boxed<std::pair<InstanceId, IntentKey>> acknowledge = {};  // notify that instance when it is received
  };
  [[nodiscard]] static constexpr std::uint64_t bit_of(std::uint32_t attempt) {
    return std::uint64_t{1} << attempt % 64;
  }
  struct Request {                 // whose answer is not settled yet: it is not issued again before
    std::uint32_t attempt = 0;     // the last one that was issued
    std::uint64_t unanswered = 0;  // calls of this process: bit n for the attempts n, n + 64, …
    bool is_repeated = false;      // an earlier call under the key has no known outcome
    bool is_awaited = true;
    // In the queue: one may come twice, from an earlier attempt, or from a call of another process.
    unsigned answers = 0;
  };
  struct Cached {
    Loaded loaded;
    ProgramPtr program;
    std::uint64_t used = 0;
    bool driven = false;             // its requests have been issued and its timers noted by this process
    bool is_moving = false;          // its instance has gone into a move that is not settled yet
    bool drive_again = false;        // once it is
    std::vector<Item> waiting = {};  // events that came meanwhile, in order
  };
  // Items of one instance that have been handled, one after the other, and are being saved in one write.
  struct Move {
    [[nodiscard]] const InstanceId& id() const { return items.front().instance; }
    [[nodiscard]] const core::Instance& next() const { return decisions.back().next; }

    explicit Move(Cached& target) : cached(&target) {}

    Cached* cached;  // stays where it is while it is moving
    // Nearly always one of each, which then needs no memory of its own.
    boost::container::small_vector<core::Decision, 1> decisions;
    boost::container::small_vector<Item, 1> items;
  };
  struct Batch {
    std::vector<Move> moves;
    std::vector<Write> writes;
  };
  struct Unsettled {  // a move whose commit may have happened
    Move move;
    std::string why;  // that is not known
    std::vector<Item> waiting;
  };

  // runtime.cpp: the queue and the batch
  bool advance();
  void put(Item item);
  void settled(const InstanceId& id, const core::EventBody& event);
  bool take_due_timers();
  bool take_own_due_timers();
  void note_timer(const InstanceId& id, core::TimerId timer, Timestamp due);
  void forget_timer(const InstanceId& id, core::TimerId timer);
  bool prepare_batch();
  std::size_t move(Item&& item, Cached& cached);
  void handle(Move& move, Item&& item);
  [[nodiscard]] bool joins(const Item& item, const Move& move) const;
  void store_failed(const StoreError& error);
  void store_works();

  // commit.cpp: what happens to a batch
  bool advance_commit();
  void settle(std::span<Move> moves, const CommitResult& result);
  void settle(Move& move, const WriteResult& result);
  void committed(Move& move);
  void not_committed(std::span<Move> moves, const StoreError& error);
  [[nodiscard]] std::vector<Item> forget(const Move& move);
  void put_back(Move& move, std::vector<Item> waiting);
  void put_first(std::span<Item> items);
  void reconcile(std::vector<Unsettled> moves);
  [[nodiscard]] bool reconcile(Unsettled& unsettled);
  Rejection quarantine(const InstanceId& id, std::string reason);  // the answer to its events from now on
  void arrived(Item& item, CommandResult result);
  void tell_parent(const core::Parent& parent, const CommandResult& started);
  void arrived(Move& move, const CommandResult& result);

  // instances.cpp: the cache
  [[nodiscard]] StoreResult<Cached*> find(const Item& item);
  [[nodiscard]] StoreResult<Cached*> load(const InstanceId& id);
  [[nodiscard]] StoreResult<Cached*> load_stored(const InstanceId& id);
  [[nodiscard]] Cached* find_cached(const InstanceId& id);
  [[nodiscard]] Cached& create(const Item& item);
  void evict_idle();
  std::optional<CommandResult> answer_without_transition(const Item& item, const Cached* cached) const;

  // execute.cpp: intents and recovery
  bool recover_page();
  bool drive_waiting();
  void drive(Cached& cached);
  void execute_decided(const Move& move);
  void issue_pending(const core::Instance& instance, const ProgramPtr& program);
  // Fresh: decided just now; otherwise it may have been on its way when a process ended.
  enum class Age : std::uint8_t { Fresh, Old };
  void execute(const core::Instance& instance, const ProgramPtr& program, const core::Pending& pending, Age age);
  void withdraw(const core::Withdraw& call);
  void start_child(const core::Instance& parent, const IntentKey& key, const core::StartChild& child);

  Ports ports_;
  std::uint64_t process_;
  Programs programs_;
  Shard shard_;
  Timestamp now_;
  std::deque<Item> queue_;
  std::uint64_t steps_of_turn_ = 0;   // of expressions, in the batch that is being prepared
  Batch next_;                        // prepared
  std::vector<Move> committing_;      // at the committer
  std::vector<Unsettled> unsettled_;  // a commit of unknown outcome, while the store cannot tell
  std::unordered_map<std::string, Cached> cache_;
  std::set<std::string> evicted_busy_;  // that wait for answers, and are not in the cache
  std::uint64_t turn_ = 0;
  boost::unordered_flat_map<std::string, Request> requests_;  // by key
  std::map<std::string, std::string> quarantined_;            // instance → reason
  std::set<std::pair<std::string, core::TimerId>> fired_;     // on their way
  bool everything_moves_ = false;                             // recover() was called
  // Of the store, once everything moves: the last timer that was read, and when the next one is to be read. A timer that
  // has been read is not read again, so one that cannot act keeps none behind it from acting.
  DueTimer last_timer_;
  std::optional<Timestamp> next_timer_;
  std::optional<InstanceId> recovered_up_to_;                              // while recovering
  std::deque<InstanceId> to_drive_;                                        // asked for one by one
  std::map<std::pair<std::string, core::TimerId>, Timestamp> own_timers_;  // before everything moves
  std::set<std::tuple<Timestamp, std::string, core::TimerId>> own_timers_by_due_;
  std::optional<StoreError> store_failure_;
  std::optional<Timestamp> store_retry_at_;
  Duration store_retry_delay_{};
};

}  // namespace baton::runtime
