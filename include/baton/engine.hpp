// The engine: runs workflows durably inside your process.
//
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();            // or_exit() prints an error; baton/error.hpp
//   engine.add_operator("payment", std::make_shared<Payment>()).or_exit();      // baton/operator.hpp
//   engine.recover().or_exit();                                                 // continues what was interrupted
//   engine.deploy(read_file("order.yaml")).or_exit();
//   auto id = engine.start({.workflow = {"shop", "order", ""}, .input = order, .id = "order-4711"}).or_exit();
//   auto done = engine.wait(id).or_exit();                                      // done.summary.status, done.output
//
// Threading: every method may be called from any thread. Operators run on the engine's own pool and may call the engine; while
// one waits for an instance, another thread works in its place, up to a limit. Observers have a thread each and may call it too. Subscribers, machines and,
// if there are no operator threads, operators are called on the loop's thread and must return soon. There, a method that
// returns a Result fails at once (Unavailable), because it would wait for itself.
// Exceptions: what an operator throws leaves the outcome of its call unknown, what a machine throws refuses the event or
// suspends its instance (baton/machine.hpp), and what a subscriber or an observer throws is dropped. None of them ends the
// process or stops other instances.
// fork(): in the child process, every method of the parent's engine that returns a Result fails at once (Unavailable), its
// destructor does nothing, and the child does not hold the lock of the store. docs/reference/threads.md says more about all of this.
// Durability: what a method has confirmed survives the death of the process. An engine that is destroyed or dies leaves
// its instances resumable: the next engine that opens the same store continues them after recover().
// Caller: a method that changes something takes the caller's name as its last parameter; the history shows it.
// Ownership: an open engine is the one writer of its store until it is destroyed.
#pragma once

#include <baton/bulk.hpp>
#include <baton/caller.hpp>
#include <baton/detail/machine_host.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/events.hpp>
#include <baton/forking.hpp>
#include <baton/health.hpp>
#include <baton/ids.hpp>
#include <baton/instance.hpp>
#include <baton/log.hpp>
#include <baton/metrics.hpp>
#include <baton/observer.hpp>
#include <baton/operator.hpp>
#include <baton/outgoing.hpp>
#include <baton/resources.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

namespace store {
class Store;
}

struct EngineOptions {
  // Read: read-only. Works while another process writes, and refuses every change.
  enum class Mode : unsigned char { Write, Read };
  Mode mode = Mode::Write;
  // How many operator methods may run at the same time, beside those that wait in an engine or that nobody waits for any more. 0: they
  // run on the loop's thread, one after the other. This is fastest if all of them only compute or are coroutines, but one that
  // blocks stops every instance.
  std::size_t operator_threads = 16;
  // How long an idle thread of the engine spins before it sleeps. Waking it takes about as long as a quick
  // operator or a commit. 0: it sleeps at once; for programs that need all their cores for other work.
  std::chrono::microseconds longest_spin{1'000};
  // An object: the value of `$secrets`. It is never stored. Where a call's answer contains a secret, encoded or not, the store has
  // "[redacted]" instead (docs/reference/secrets.md).
  Value secrets = {};
  // Where deploy() and run() find the schemas and functions that a document takes from files or from the web. By default they read nothing, and
  // such a document must be a bundle that has them in it (docs/reference/data.md).
  ResourceOptions resources = {};
  // Where calls of `http` and resources may go (baton/outgoing.hpp). InvalidArgument for an entry that is none.
  OutgoingOptions outgoing = {};
  // How long the store's event log keeps events (baton/events.hpp). It is trimmed while this engine appends to it.
  EventRetention event_retention = {};
  // Lifecycle events of all instances go into the event log too, in the commits of the transitions that they tell of.
  bool lifecycle_events = false;
  // Where clients reach the server (baton/server.hpp) of this engine: "https://baton.example.com". The lifecycle events in the log of what has
  // completed then have an `outputUri`, which that server answers. Empty: they have none.
  std::string public_url = {};
  // An instance that waits for an event which is published here, or emitted by an instance that runs here, is continued, also without
  // recover(); unless it calls an operator that is not registered.
  bool continue_listeners = false;
  // Gets what the engine logs (baton/log.hpp); none: nothing is logged. It lives as long as the engine.
  std::shared_ptr<Logger> logger = {};
};

struct StartOptions {
  DefinitionName workflow;  // a deployed one; an empty version: the newest
  Value input = {};
  std::string id = {};  // empty: a random one. Starting an id again with the same workflow and input is the same start.
};

struct RunOptions {
  Value input = {};
  std::string id = {};
};

template <class M>
class Machines;

class Engine {
 public:
  // The URL is "memory:" or "sqlite:PATH". Starts the engine's threads and the pool's first one; Overloaded if the system refuses. If
  // the system refuses further threads later, the engine works with those that it has.
  [[nodiscard]] static Result<Engine> open(std::string_view store_url, EngineOptions options = {});
  // The same on a store of your own (baton/store/store.hpp), which must not be null.
  [[nodiscard]] static Result<Engine> open(std::unique_ptr<store::Store> store, EngineOptions options = {});
  // A moved-from Engine may be destroyed or assigned to. Every other use of it ends the process with a message.
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  // Stops the loop after the current transition and asks all calls to stop. Blocking operator calls are waited for,
  // HTTP calls in flight are aborted, and a later answer is ignored. No call is lost: the next engine makes them again.
  // A method that is still waiting, for example in an operator, fails with Unavailable; so does every later call. No callback of the
  // engine and no operator on a thread of its pool may destroy it: that ends the process with a message.
  // The engine's references to its operators end here, on this thread. An operator with a coroutine that has not ended lives
  // until it has, and is then destroyed on a thread of its own; so an operator may own the thread on which it answers.
  ~Engine();
  // Closes the engine, as the destructor does, but waits no longer than that for what runs, and returns what has not ended. It may be
  // called again, to wait longer; every other method is refused from the first time on (Unavailable). The destructor then does not
  // wait for operators and observers that do not return: their threads are left behind, with their operator alive. Such an operator
  // may use itself, its CallContext and `done`, which does nothing any more; it must not use the engine once that is being destroyed.
  // Where the loop is blocked, the store stays locked until it is not. Unavailable in the engine's own callbacks and operators.
  Result<StopReport> stop(Duration limit);

  // Makes an operator's methods callable as "name.method". Register all before recover() and before starting anything. Refused, and then
  // no method is registered: an empty name, a null operator or one without methods (InvalidArgument); a name that is taken (Conflict).
  template <class Operator>
  Result<void> add_operator(const std::string& name, std::shared_ptr<Operator> instance) {
    return add_methods(detail::named_methods(name, std::move(instance)));
  }
  // `function` is "operator.method". A method named "http" replaces HTTP calls, for example with a mock. Refused: an empty name or
  // function (InvalidArgument); a name that is taken (Conflict).
  Result<void> add_method(std::string function, OperatorMethod method);
  // All or none.
  Result<void> add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods);
  [[nodiscard]] std::vector<std::string> registered_methods() const;

  // Makes the instances of a machine durable (baton/machine.hpp, to be included for it): a definition named "machine/name", with the
  // version 1.0.0, as all machines have, for start() and as a child workflow too. Register all before recover() and before starting anything; the instances of
  // a machine that is not registered stay as they are stored.
  template <class M>
  Result<Machines<M>> add_machine(std::string name) {
    return Machines<M>::add(machine_host(), std::move(name));
  }
  [[nodiscard]] detail::MachineHost& machine_host();

  // Continues everything that was interrupted when the last engine on this store ended: what was in flight is issued
  // again, timers fire. Until it is called, only instances that are started or changed here make progress.
  // It does not refuse where an operator is missing: the calls of that operator wait, of any instance and child, until add_operator() has
  // registered it. The log, health() and find() name it; nothing is lost and nothing is undone.
  Result<void> recover();
  // Continues only this instance and its descendants; if it has ended, it still notifies the instances that wait for it.
  // MissingOperators if one of them, or the instance that awaits it, calls what is not registered; then none is continued.
  Result<void> recover(const InstanceId& id);

  // Compiles a YAML or JSON document and stores it under its namespace, name and version. The same content again is no
  // change; other content under the same version is a Conflict.
  Result<DefinitionSummary> deploy(std::string_view document, const Caller& caller = {});
  // Deploys all or none: if one does not compile, or is a Conflict (also with another of them), none is stored.
  // The details of a Conflict name the workflow, as
  // "namespace/name/version".
  Result<std::vector<DefinitionSummary>> deploy_all(std::span<const std::string> documents, const Caller& caller = {});
  Result<std::vector<DefinitionSummary>> definitions();
  // Deployed ones with their documents, by namespace, name and version.
  Result<std::vector<DefinitionView>> find_definitions(const DefinitionFilter& filter = {});
  // A deployed one; an empty version: the newest. By digest: also one that was undeployed, or only run.
  Result<DefinitionView> find_definition(const DefinitionName& name);
  Result<DefinitionView> find_definition(const Digest& digest);
  // Takes the name and version back, which may then be deployed with other content. Conflict while an instance of it has not
  // ended. The definition is kept for the ended ones: their history, retry. The version is needed: InvalidArgument without.
  Result<void> undeploy(const DefinitionName& name, const Caller& caller = {});

  // Returns once the start is durable. MissingOperators if the workflow calls what is not registered, NotSupported if this version
  // cannot run one of its tasks.
  Result<InstanceId> start(const StartOptions& options, const Caller& caller = {});
  // The same for a document that need not be deployed: it is stored under its digest and does not claim its name.
  Result<InstanceId> run(std::string_view document, const RunOptions& options, const Caller& caller = {});

  // Starts an instance that begins with what the source was at a revision (baton/forking.hpp). Returns once that is durable. Doing it again with
  // the same id, source, revision, version and input is the same fork. Refused: what find() with a revision refuses; Conflict if it had ended or was
  // undoing by then, if the document does not fit, or if only `force` allows it; Gone if the event log does not hold any more what it listened
  // for; NotSupported for a machine.
  Result<InstanceId> fork(const InstanceId& source, const ForkOptions& options, const Caller& caller = {});
  // What the fork would do that the source may have done. It changes nothing, and refuses what fork() would, but for operators that are missing.
  Result<ForkPreview> preview_fork(const InstanceId& source, const ForkOptions& options);

  // Waits until the instance has ended or the time is over (Timeout; the instance continues). It reads the instance at
  // least once, so it may take longer than the limit when the engine is busy.
  Result<InstanceView> wait(const InstanceId& id, std::optional<Duration> limit = std::nullopt);
  // Waits until it has ended, is suspended or only waits for timers or events, and none of those events that were in the log at the
  // call is still on its way to it.
  Result<InstanceView> wait_until_idle(const InstanceId& id, std::optional<Duration> limit = std::nullopt);
  // The same for all instances that this engine runs: until each has ended, is suspended, or only waits for timers or for
  // other instances that do. For programs that continue one instance and its children, and then end.
  Result<void> wait_until_all_idle(std::optional<Duration> limit = std::nullopt);
  // The same, but also waits for timers: until no instance can make progress by itself. Neither waits for calls whose operator is not
  // registered.
  Result<void> wait_until_all_done(std::optional<Duration> limit = std::nullopt);
  // Of the instance and its descendants (its children, their children, …): those that have not ended, or still have
  // to notify others. Parents before their children.
  Result<std::vector<InstanceSummary>> unfinished(const InstanceId& id);
  Result<InstanceView> find(const InstanceId& id);
  // As it was at that revision, from its history. NotFound: it has not been there. Gone: its history does not reach back so far any more. Conflict:
  // another version of Baton has made one of the transitions until then, and this one would decide it otherwise. Of a
  // machine: MissingOperators if it is not registered here.
  Result<InstanceView> find(const InstanceId& id, Revision revision);
  Result<InstanceList> list(const InstanceFilter& filter = {});
  Result<std::vector<HistoryEntry>> history(const InstanceId& id, HistoryRange range = {});
  // The audit trail: requests that are in no instance's history, newest first, before the entry with that number (0: from
  // the newest). A store keeps the newest 100,000.
  Result<std::vector<AuditEntry>> audit(std::uint64_t before = 0, std::size_t limit = 100);

  struct CancelOptions {
    bool compensate = false;  // undo the completed tasks, newest first, before the instance ends
  };
  Result<void> cancel(const InstanceId& id, CancelOptions options, const Caller& caller = {});
  Result<void> cancel(const InstanceId& id) { return cancel(id, {}); }
  Result<void> suspend(const InstanceId& id, const Caller& caller = {});
  Result<void> resume(const InstanceId& id, const Caller& caller = {});
  Result<void> retry(const InstanceId& id, const Caller& caller = {});
  Result<void> remove(const InstanceId& id, const Caller& caller = {});  // an ended one

  // A request for many instances, found by a filter: those that were started before it. Returns when all requests are made and
  // durable, or when it is stopped. What it has done then stays done. It may be repeated: instances that are done do not match any
  // more. Children are cancelled after their parents.
  Result<BulkReport> bulk(const BulkOptions& options, const Caller& caller = {});

  // Lifecycle events of every instance, in order, from now on. The subscription ends with the returned object: if
  // the subscriber is running on another thread, the destructor waits until it has returned; it is not called
  // again. A subscriber may start and end subscriptions, also its own. What it throws is dropped: it gets the next event, and
  // the others get this one.
  class Subscription {
   public:
    Subscription() = default;
    explicit Subscription(std::shared_ptr<void> handle) : handle_(std::move(handle)) {}

   private:
    std::shared_ptr<void> handle_;
  };
  [[nodiscard]] Subscription subscribe(std::function<void(const HistoryEntry&)> subscriber);
  // The same for an observer that may be slow: it is called on a thread of its own and holds up nobody. What it has not got
  // yet waits in a queue. Where that is full, the observer gets a gap mark in place of what is missing, and then again what
  // comes. A closing engine gives it what waits for it for up to a second, and a gap mark for the rest. Overloaded if the
  // system gives no thread.
  [[nodiscard]] Result<Subscription> observe(Observer observer, ObserveOptions options = {});

  // Appends the event to the store's event log (baton/events.hpp), and returns once it is durable. An event without an id or a time gets
  // one. An event whose source and id the log knows is not appended again, so a publish may be repeated: give it an id of your own
  // for that. After StoreFailed it may be in the log, now or later. InvalidArgument says which attribute is wrong. The caller is not recorded.
  Result<PublishedEvent> publish(CloudEvent event, const Caller& caller = {});
  // The same for at most 1,000 events and 16 MiB, in one commit and in this order.
  Result<std::vector<PublishedEvent>> publish_all(std::vector<CloudEvent> events, const Caller& caller = {});
  // Offers the event to this instance alone: to the listeners that are open in it, of a workflow's `listen` or of a machine's topics.
  // Returns once the transition that has handled it is durable; while the instance is suspended, once the event is kept. The event is in
  // no log, and what the listeners have consumed of the log stays as it was. An event without an id or a time gets one; one whose source
  // and id the instance has got within 24 hours is the same event, and handled once. Conflict if nothing there listens for it now, if it is
  // handling another event (`foreach`), or if the machine throws at it. InvalidArgument says which attribute is wrong. NotFound for an unknown id.
  Result<void> send(const InstanceId& id, CloudEvent event, const Caller& caller = {});
  // Events of the log from a position on, in their order.
  Result<EventPage> events(const EventQuery& query = {});
  // Calls the subscriber, on a thread of its own, with each event of the log from that position on that the filter chooses, in their
  // order: those that are there, and then those that come. It may be slow: the log is its queue. Where the log has dropped what it should
  // get next, it gets an EventGap instead. An engine that only reads looks for new events five times a second. What the
  // subscriber throws is dropped. The subscription ends as the others do, and does not remember its position. Overloaded if the system
  // gives no thread.
  [[nodiscard]] Result<Subscription> subscribe(EventFilter filter, std::uint64_t from, EventSubscriber subscriber);

  // What it has counted since it was opened, and how things stand. Costs little; from any thread, also in a callback.
  [[nodiscard]] EngineMetrics metrics() const;
  // How it is now: for a check of liveness or readiness. Costs little; from any thread, also in a callback.
  [[nodiscard]] EngineHealth health() const;
  // What the instance's calls in progress have said last about how far they are (CallContext::heartbeat), kept in memory alone. From any
  // thread, also in a callback.
  [[nodiscard]] std::vector<CallProgress> progress(const InstanceId& id) const;

  class Implementation;
  explicit Engine(std::unique_ptr<Implementation> implementation);

 private:
  static void close_later(Implementation* implementation);
  static Result<Engine> open_on(std::unique_ptr<store::Store> store, std::string name, const EngineOptions& options);
  struct Close {
    void operator()(Implementation* implementation) const;
  };
  // The implementation, which knows as long as this lives that the thread is in the engine.
  class Inside;
  // Of a moved-from Engine there is none: ends the process with a message.
  [[nodiscard]] Inside implementation() const;

  std::unique_ptr<Implementation, Close> implementation_;
};

// A history entry as the CloudEvents that the DSL defines for it ("Lifecycle Events"): none, one or two (a task's start
// is `created` and `started`). JSON objects in CloudEvents' structured form.
// With the URL of a server, those of what has completed have an `outputUri` there.
[[nodiscard]] std::vector<Value> lifecycle_cloud_events(const HistoryEntry& entry, std::string_view public_url = {});

}  // namespace baton BATON_PUBLIC
