// The engine's threads: the loop, which owns the runtime; the commit thread; the operators' pool; and one that prepares all other
// calls.
//
//   a user's thread ──▶ mailbox ──▶ loop ──▶ runtime ──▶ gateway ──▶ pool ──▶ operator
//         ▲                          │ ▲                    └──▶ preparing ──▶ http, …
//         └───────── reply ──────────┘ └──────────────── mailbox ◀────── answer ──┘
#pragma once

#include "base/process.hpp"
#include "engine/call_gateway.hpp"
#include "engine/commit_meter.hpp"
#include "engine/desk.hpp"
#include "engine/desk_threads.hpp"
#include "engine/errors.hpp"
#include "engine/journal_thread.hpp"
#include "engine/limits.hpp"
#include "engine/log.hpp"
#include "engine/log_follower.hpp"
#include "engine/log_growth.hpp"
#include "engine/mailbox.hpp"
#include "engine/observers.hpp"
#include "engine/operator_caller.hpp"
#include "engine/operator_pool.hpp"
#include "engine/operator_registry.hpp"
#include "engine/operator_thread.hpp"
#include "engine/promised_reply.hpp"
#include "engine/requests/handling.hpp"
#include "engine/requests/reply.hpp"
#include "engine/stepped_engine.hpp"
#include "engine/subscribers.hpp"
#include "runtime/ports/caller.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"

#include <baton/engine.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace baton {

class Engine::Implementation final : public detail::MachineHost {
 public:
  struct Outside {  // what the engine is plugged into
    std::unique_ptr<runtime::Store> store;
    std::unique_ptr<runtime::Clock> clock;
    std::unique_ptr<runtime::Ids> ids;
    std::string store_name = {};                                              // its URL
    std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers = {};  // for all kinds of calls but operators'
    engine::Fetch fetch = {};                                                 // none: nothing comes from the web
    engine::HasZone has_zone = {};                                            // none: every time zone is taken
  };
  Implementation(Outside outside, const EngineOptions& options);
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  // Whoever waits for a reply learns that the engine is closing, before the threads of the pool are waited for.
  ~Implementation() override;

  // Calls that have waited for them are made.
  Result<void> add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods);
  [[nodiscard]] std::vector<std::string> registered_methods() const;
  [[nodiscard]] std::shared_ptr<void> subscribe(engine::Subscribers::Subscriber subscriber);
  [[nodiscard]] Result<std::shared_ptr<void>> observe(Observer observer, const ObserveOptions& options);
  [[nodiscard]] Result<std::shared_ptr<void>> follow(EventFilter filter, std::uint64_t from,
                                                     EventSubscriber subscriber);
  // False in a process that is forked from the engine's own: there it has no threads, and its locks may be held for ever.
  [[nodiscard]] bool is_of_this_process() const { return process_.is_this(); }
  // More calls wait than should be added to.
  [[nodiscard]] bool is_overloaded() const;
  [[nodiscard]] EngineMetrics metrics() const;
  [[nodiscard]] EngineHealth health() const;
  [[nodiscard]] std::vector<CallProgress> progress(const InstanceId& id) const;
  [[nodiscard]] const std::shared_ptr<engine::Log>& log() const { return log_; }
  // For operators that the program brings along (src/webhooks): who makes the calls of a kind, or null; the secrets; and who tells
  // that the event log has grown, which may outlive the engine.
  [[nodiscard]] runtime::Caller* caller(core::CallKind kind) const;
  [[nodiscard]] const Value& secrets() const { return secrets_; }
  [[nodiscard]] const std::shared_ptr<engine::LogGrowth>& log_growth() const { return log_growth_; }
  [[nodiscard]] const engine::OperatorCrew& crew() const { return pool_.crew(); }
  Result<StopReport> stop(Duration limit);
  // The thread of the loop has not come back when stop() had no more time. Only it can let go of the store.
  [[nodiscard]] bool is_loop_blocked() const { return was_loop_blocked_ && !has_loop_ended_by({}); }

  // Does what is asked and waits for it. What is done at the desk is done on this thread.
  template <class R>
  Result<engine::AnswerTo<R>> call(const Caller& caller, R request);
  Result<InstanceView> call(const Caller& caller, engine::requests::Wait request);
  Result<BulkReport> call(const Caller& caller, engine::requests::Bulk request);
  // Returns at once, from any thread, the loop's too. The reply is called once: from here where the request is refused, else from
  // the loop or from a thread of the desk; it must return soon.
  template <class R>
  void submit(Caller caller, R request, engine::Reply<engine::AnswerTo<R>> reply);
  void submit(Caller caller, engine::requests::Wait request, const engine::Reply<InstanceView>& reply);
  void submit(Caller caller, engine::requests::Bulk request, const engine::Reply<BulkReport>& reply);
  void submit(Caller caller, engine::Request request, std::function<void(engine::Answer)> reply);
  // Has the loop do it, which replies now or later, and returns at once.
  using LoopWork = std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<void>)>;
  void submit_to_loop(LoopWork work, const engine::Reply<void>& reply);
  Result<void> wait_for_all(runtime::Rest rest, std::optional<Duration> limit);

  // What the desk does, on this thread.
  template <class T, class Work>
  Result<T> at_desk(Work work);
  // What the loop does, which replies now or later.
  template <class T>
  Result<T> ask(std::move_only_function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> work);

  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) override;
  Result<InstanceId> start_machine(const std::string& name, const Value& input, const std::string& id,
                                   const Caller& caller) override;
  Result<void> send_event(const std::string& machine, const InstanceId& id, const detail::SentEvent& event,
                          const Caller& caller) override;
  Result<InstanceView> find_machine(const InstanceId& id) override;

 private:
  // For what is reached without an Engine too, by machines' handles and by AsyncEngine: ask(), at_desk(), call() and submit().
  using InEngine = engine::OperatorThread::InEngine;
  using OperatorWaiting = engine::OperatorThread::Waiting;

  [[nodiscard]] std::map<core::CallKind, engine::CallGateway::Route> routes();
  void prepare(std::span<engine::CallGateway::Job> calls);
  [[nodiscard]] bool has_loop_ended_by(std::chrono::steady_clock::time_point end) const {
    return loop_ended_.wait_until(end) == std::future_status::ready;
  }
  // Once: from now on nothing is answered, and no call begins.
  void close();
  void loop();
  [[nodiscard]] bool is_loops_thread() const;
  // Why an operator on this thread would wait for ever, if it would. Empty: the wait is for all instances.
  [[nodiscard]] std::optional<Error> endless(const OperatorWaiting& waiting, const std::optional<InstanceId>& id) const;
  [[nodiscard]] std::optional<Duration> until_next_step() const;
  // For a user: it does nothing in a forked child.
  [[nodiscard]] std::shared_ptr<void> handle_of_this_process(std::shared_ptr<void> handle) const;
  template <class T>
  class Wait;
  // Prepares them all, and gives them to the loop together.
  template <class R>
  std::vector<Result<void>> call_all(const Caller& caller, std::vector<R> wanted);
  // Why this engine cannot answer, if it cannot.
  [[nodiscard]] std::optional<Error> unavailable() const;
  // Why this thread gets no answer from the engine, if it gets none.
  [[nodiscard]] std::optional<Error> unanswerable() const;

  // Notes an error that a request is refused with.
  [[nodiscard]] Error noted(Error error) const;

  Process process_;
  std::shared_ptr<engine::Log> log_;  // those who observe share it
  std::atomic<bool> is_closing_ = false;
  Outside outside_;
  const Value secrets_;
  engine::OperatorRegistry operators_;
  engine::OperatorCaller operator_caller_{operators_};
  runtime::Programs programs_;
  engine::Desk desk_;
  std::shared_ptr<engine::Subscribers> subscribers_ = std::make_shared<engine::Subscribers>();
  std::shared_ptr<engine::Observers> observers_ = std::make_shared<engine::Observers>(subscribers_, log_);
  engine::LogFollowers followers_;
  std::shared_ptr<engine::LogGrowth> log_growth_ = std::make_shared<engine::LogGrowth>();
  std::shared_ptr<engine::Mailbox> mailbox_;  // shared with answers that come after the engine is gone
  // Operators that run may ask the desk, which asks the gateway: all that is above ends after them.
  engine::CallGateway gateway_;
  std::atomic<std::size_t> submitted_bulks_ = 0;
  engine::DeskThreads desk_threads_;  // operators may submit requests
  engine::OperatorPool pool_;
  // Observers end once whoever waits for the loop has been answered: one of them may.
  struct EndOfObservers {
    engine::Observers& observers;
    ~EndOfObservers() { observers.close(engine::kObserversPatience); }
  } end_of_observers_{*observers_};
  // The loop's: evaluates the arguments of the calls of other kinds, so that no operator holds them up.
  std::optional<engine::OperatorPool> preparing_;
  engine::CommitMeter commits_;
  engine::JournalThread journal_;
  engine::SteppedEngine stepped_;
  // Since when the loop is busy with what it does; the epoch: it waits.
  std::atomic<std::chrono::steady_clock::time_point> loop_busy_since_{};
  std::atomic<bool> was_loop_blocked_ = false;
  std::promise<void> loop_end_;
  std::shared_future<void> loop_ended_ = loop_end_.get_future().share();
  std::jthread loop_;
};

// Every method of Engine goes through one, so that an operator that calls it is known to be in the engine.
class Engine::Inside {
 public:
  explicit Inside(Implementation& engine) : inside_(engine.crew()), engine_(engine) {}
  [[nodiscard]] Implementation* operator->() const { return &engine_; }
  [[nodiscard]] Implementation& operator*() const { return engine_; }

 private:
  engine::OperatorThread::InEngine inside_;
  Implementation& engine_;
};

template <class T>
Result<T> Engine::Implementation::ask(
    std::move_only_function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> work) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  engine::PromisedReply<T> reply;
  std::future<Result<T>> result = reply.future();
  const bool accepted =
      mailbox_->offer([this, reply = std::move(reply), work = std::move(work)]() mutable { work(stepped_, reply); });
  if (!accepted) return std::unexpected(noted(engine::overload()));
  return engine::awaited(result, mailbox_);
}

template <class T, class Work>
Result<T> Engine::Implementation::at_desk(Work work) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  return work(desk_);
}

template <class R>
Result<engine::AnswerTo<R>> Engine::Implementation::call(const Caller& caller, R request) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  if (engine::adds_work<R> && is_overloaded()) return std::unexpected(noted(engine::overload()));
  if constexpr (engine::DeskRequest<R>) {
    return engine::at_desk(desk_, caller, std::move(request));
  } else {
    auto prepared = engine::prepared(desk_, caller, std::move(request));
    if (!prepared) return std::unexpected(std::move(prepared).error());
    return ask<engine::AnswerTo<R>>(
        [prepared = *std::move(prepared)](engine::SteppedEngine& stepped,
                                          engine::SteppedEngine::ReplyTo<engine::AnswerTo<R>> reply) mutable {
          R::perform(stepped, std::move(prepared), std::move(reply));
        });
  }
}

template <class R>
void Engine::Implementation::submit(Caller caller, R request, engine::Reply<engine::AnswerTo<R>> reply) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unavailable()) return reply(std::unexpected(*std::move(why_not)));
  if (engine::adds_work<R> && is_overloaded()) return reply(std::unexpected(noted(engine::overload())));
  auto refused = desk_threads_.run([this, caller = std::move(caller), request = std::move(request), reply]() mutable {
    if constexpr (engine::DeskRequest<R>) {
      reply(engine::at_desk(desk_, caller, std::move(request)));
    } else {
      auto prepared = engine::prepared(desk_, caller, std::move(request));
      if (!prepared) return reply(std::unexpected(std::move(prepared).error()));
      const bool accepted = mailbox_->offer([this, prepared = *std::move(prepared), reply]() mutable {
        R::perform(stepped_, std::move(prepared), reply);
      });
      if (!accepted) reply(std::unexpected(noted(engine::overload())));
    }
  });
  if (refused) reply(std::unexpected(noted(*std::move(refused))));
}

}  // namespace baton
