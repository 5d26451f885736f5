// The engine's methods without a blocked thread: for use in coroutines, or with a callback that gets the result.
//
//   boost::asio::io_context context;
//   baton::AsyncEngine async(engine, [&](auto resume) { boost::asio::post(context, std::move(resume)); }, {"alice"});
//
//   const baton::StartOptions options{.workflow = {"shop", "order", ""}, .input = order};
//   const auto id = co_await async.start(options);            // Result<InstanceId>
//   const auto done = co_await async.wait(*id);               // Result<InstanceView>
//
//   const auto [a, b] = co_await baton::when_all(async.find(x), async.find(y));          // baton/when_all.hpp
//   co_await async.sleep(std::chrono::seconds{5});
//
//   async.find(*id).then([](baton::Result<baton::InstanceView> found) { … });                    // without a coroutine
//
// The executor decides where the coroutine is resumed and where the callback is called: it takes a function and has it
// called once, soon, on any thread. If it calls the function at once, the coroutine resumes on a thread of the engine and
// must return soon.
// With Boost.Asio: baton/asio.hpp. Machines: baton/async_machine.hpp. Not here, because they do not wait: add_operator, add_machine,
// subscribe, observe, metrics.
// Threading: every method may be called from any thread, also from the engine's callbacks. None of them blocks.
// GCC 12 destroys an aggregate that is made within an await expression twice (`co_await async.find(InstanceId{"x"})`): give it
// variables.
// Lifetimes: what the executor uses (an io_context, for example) must outlive the engine: the engine's thread may still be inside the executor
// when the coroutine has been resumed. The engine must outlive this object. When it is destroyed, open requests fail with Unavailable. A
// coroutine that awaits must not be destroyed before it is resumed.
#pragma once

#include <baton/bulk.hpp>
#include <baton/caller.hpp>
#include <baton/detail/machine_host.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/engine.hpp>
#include <baton/error.hpp>
#include <baton/ids.hpp>
#include <baton/instance.hpp>
#include <baton/time.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

using Executor = std::function<void(std::move_only_function<void()>)>;

// A request. It begins when it is awaited or when then() is called; do one of the two, once. A second time throws
// std::logic_error.
template <class T>
class [[nodiscard]] Awaitable {
 public:
  using Receive = std::move_only_function<void(Result<T>)>;
  using Begin = std::move_only_function<void(Receive)>;

  Awaitable(Begin begin, Executor executor) : begin_(std::move(begin)), executor_(std::move(executor)) {}

  void then(Receive receive) && {
    Begin begin = take();
    begin([receive = std::move(receive), executor = std::move(executor_)](Result<T> result) mutable {
      executor([receive = std::move(receive), result = std::move(result)]() mutable { receive(std::move(result)); });
    });
  }

  // The same request with what the function makes of its Result: another Result. The function is called on a thread of the engine; it
  // must return soon and must not throw.
  template <std::invocable<Result<T>> F>
  [[nodiscard]] auto transformed(F function) && {
    using U = typename std::invoke_result_t<F&, Result<T>>::value_type;
    return Awaitable<U>(
        [begin = take(), function = std::move(function)](typename Awaitable<U>::Receive receive) mutable {
          begin([function = std::move(function), receive = std::move(receive)](Result<T> result) mutable {
            receive(function(std::move(result)));
          });
        },
        std::move(executor_));
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  // The coroutine may be resumed, and this object destroyed, before the call returns.
  void await_suspend(std::coroutine_handle<> waiting) {
    Begin begin = take();
    begin([this, waiting](Result<T> result) {
      result_ = std::move(result);
      const Executor executor = std::move(executor_);
      executor([waiting] { waiting.resume(); });
    });
  }
  [[nodiscard]] Result<T> await_resume() { return *std::move(result_); }

 private:
  Begin take() {
    if (!begin_)
      throw std::logic_error("a request of an AsyncEngine is made once: this one was made before, or moved from");
    return std::exchange(begin_, nullptr);
  }

  Begin begin_;
  Executor executor_;
  std::optional<Result<T>> result_;
};

// The methods are those of Engine, and their results mean the same.
class AsyncEngine {
 public:
  // `caller`: who makes the requests; the history shows it.
  AsyncEngine(Engine& engine, Executor executor, Caller caller = {});

  Awaitable<DefinitionSummary> deploy(std::string document);
  Awaitable<std::vector<DefinitionSummary>> deploy_all(std::vector<std::string> documents);
  Awaitable<std::vector<DefinitionSummary>> definitions();
  Awaitable<std::vector<DefinitionView>> find_definitions(DefinitionFilter filter = {});
  Awaitable<DefinitionView> find_definition(DefinitionName name);
  Awaitable<DefinitionView> find_definition(Digest digest);
  Awaitable<void> undeploy(DefinitionName name);
  Awaitable<InstanceId> start(StartOptions options);
  Awaitable<InstanceId> run(std::string document, RunOptions options);
  Awaitable<InstanceId> fork(InstanceId source, ForkOptions options);
  Awaitable<ForkPreview> preview_fork(InstanceId source, ForkOptions options);
  Awaitable<InstanceView> wait(InstanceId id, std::optional<Duration> limit = std::nullopt);
  Awaitable<InstanceView> wait_until_idle(InstanceId id, std::optional<Duration> limit = std::nullopt);
  Awaitable<void> wait_until_all_idle(std::optional<Duration> limit = std::nullopt);
  Awaitable<void> wait_until_all_done(std::optional<Duration> limit = std::nullopt);
  // Is over when so much time has passed, ten years at most. It is not durable: Unavailable if the engine is destroyed before.
  Awaitable<void> sleep(Duration time);
  Awaitable<InstanceView> find(InstanceId id);
  Awaitable<InstanceView> find(InstanceId id, Revision revision);
  Awaitable<InstanceList> list(InstanceFilter filter = {});
  Awaitable<std::vector<HistoryEntry>> history(InstanceId id, HistoryRange range = {});
  Awaitable<std::vector<InstanceSummary>> unfinished(InstanceId id);
  Awaitable<std::vector<AuditEntry>> audit(std::uint64_t before = 0, std::size_t limit = 100);
  Awaitable<PublishedEvent> publish(CloudEvent event);
  Awaitable<std::vector<PublishedEvent>> publish_all(std::vector<CloudEvent> events);
  Awaitable<void> send(InstanceId id, CloudEvent event);
  Awaitable<EventPage> events(EventQuery query = {});
  Awaitable<void> recover();
  Awaitable<void> recover(InstanceId id);
  Awaitable<void> cancel(InstanceId id, Engine::CancelOptions options = {});
  Awaitable<void> suspend(InstanceId id);
  Awaitable<void> resume(InstanceId id);
  Awaitable<void> retry(InstanceId id);
  Awaitable<void> remove(InstanceId id);
  Awaitable<BulkReport> bulk(BulkOptions options);  // its progress is called on a thread of the engine
  // An event for a machine; baton/async_machine.hpp has the typed form.
  Awaitable<void> send_event(std::string machine, InstanceId id, detail::SentEvent event);
  // The same engine, whose cancel(), suspend(), resume(), retry(), send() and send_event() apply only to an instance that is at this revision when
  // its turn comes. Otherwise they are Stale, and nothing happens.
  [[nodiscard]] AsyncEngine only_at(Revision revision) const;
  // A request that fails with this error.
  [[nodiscard]] Awaitable<void> refused(Error why) const;

 private:
  template <class R>
  auto ask(R request) const;
  template <class Work>
  Awaitable<void> ask_loop(Work work) const;

  detail::MachineHost* host_;
  Executor executor_;
  Caller caller_;
  std::optional<Revision> only_at_;
};

}  // namespace baton BATON_PUBLIC
