// The engine's threads: the loop, which owns the runtime; the commit thread; the operators' pool; and one that prepares all other
// calls.
//
//   a user's thread ──▶ mailbox ──▶ loop ──▶ runtime ──▶ gateway ──▶ pool ──▶ operator
//         ▲                          │ ▲                    └──▶ preparing ──▶ http, …
//         └───────── reply ──────────┘ └──────────────── mailbox ◀────── answer ──┘
#pragma once

#include "base/process.hpp"
#include "engine/call_gateway.hpp"
#include "engine/desk.hpp"
#include "engine/errors.hpp"
#include "engine/journal_thread.hpp"
#include "engine/mailbox.hpp"
#include "engine/operator_caller.hpp"
#include "engine/operator_pool.hpp"
#include "engine/operator_registry.hpp"
#include "engine/promised_reply.hpp"
#include "engine/stepped_engine.hpp"
#include "engine/subscribers.hpp"
#include "runtime/ports/caller.hpp"
#include "runtime/ports/clock.hpp"
#include "runtime/ports/ids.hpp"
#include "runtime/ports/store.hpp"

#include <baton/engine.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <thread>

namespace baton {

class Engine::Implementation final : public detail::MachineHost {
 public:
  struct Outside {  // what the engine is plugged into
    std::unique_ptr<runtime::Store> store;
    std::unique_ptr<runtime::Clock> clock;
    std::unique_ptr<runtime::Ids> ids;
    std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers = {};  // for all kinds of calls but operators'
  };
  Implementation(Outside outside, const EngineOptions& options);
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  // Whoever waits for a reply learns that the engine is closing, before the threads of the pool are waited for.
  ~Implementation() override;

  [[nodiscard]] engine::OperatorRegistry& operators() { return operators_; }
  [[nodiscard]] std::shared_ptr<void> subscribe(engine::Subscribers::Subscriber subscriber);
  // False in a process that is forked from the engine's own: there it has no threads, and its locks may be held for ever.
  [[nodiscard]] bool is_of_this_process() const { return process_.is_this(); }
  // More calls wait than should be added to.
  [[nodiscard]] bool is_overloaded() const;

  // What the desk does, on this thread.
  template <class T, class Work>
  Result<T> at_desk(Work work);
  // What the loop does, which replies now or later.
  template <class T>
  Result<T> ask(std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> work);
  Result<void> recover();
  Result<void> recover(const InstanceId& id);
  Result<void> command(const InstanceId& id, core::EventBody command);
  Result<InstanceId> start(const StartOptions& options);
  Result<InstanceId> run(runtime::ProgramPtr program, const RunOptions& options);
  Result<void> remove(const InstanceId& id);

  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) override;
  Result<InstanceId> start_machine(const std::string& name, const Value& input, const std::string& id) override;
  Result<void> send_event(const std::string& machine, const InstanceId& id, const detail::SentEvent& event) override;
  Result<InstanceView> find_machine(const InstanceId& id) override;
  Result<InstanceView> wait(const InstanceId& id, engine::Until until, std::optional<Duration> limit);
  Result<void> wait_for_all(runtime::Rest rest, std::optional<Duration> limit);

 private:
  [[nodiscard]] std::map<core::CallKind, engine::CallGateway::Route> routes();
  void prepare(std::span<engine::CallGateway::Task> calls);
  void loop();
  [[nodiscard]] std::optional<Duration> until_next_step() const;
  template <class T>
  class Wait;
  // Of an engine that only reads, in which nobody changes anything meanwhile.
  Result<InstanceView> look_once(const InstanceId& id, engine::Until until);
  [[nodiscard]] Result<InstanceId> start(Result<runtime::StartRequest> request);
  // Why this thread gets no answer from the engine, if it gets none.
  [[nodiscard]] std::optional<Error> unanswerable() const;

  Process process_;
  std::atomic<bool> is_closing_ = false;
  Outside outside_;
  engine::OperatorRegistry operators_;
  engine::OperatorCaller operator_caller_{operators_};
  runtime::Programs programs_;
  engine::Desk desk_;
  std::shared_ptr<engine::Subscribers> subscribers_ = std::make_shared<engine::Subscribers>();
  std::shared_ptr<engine::Mailbox> mailbox_;  // shared with answers that come after the engine is gone
  // Operators that run may ask the desk, which asks the gateway: all that is above ends after them.
  engine::CallGateway gateway_;
  engine::OperatorPool pool_;
  // The loop's: evaluates the arguments of the calls of other kinds, so that no operator holds them up.
  std::optional<engine::OperatorPool> preparing_;
  engine::JournalThread journal_;
  engine::SteppedEngine stepped_;
  std::jthread loop_;
};

template <class T>
Result<T> Engine::Implementation::ask(
    std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> work) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  engine::PromisedReply<T> reply;
  std::future<Result<T>> result = reply.future();
  const bool accepted =
      mailbox_->offer([this, reply = std::move(reply), work = std::move(work)] { work(stepped_, reply); });
  if (!accepted) return std::unexpected(engine::overloaded());
  return result.get();
}

template <class T, class Work>
Result<T> Engine::Implementation::at_desk(Work work) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  return work(desk_);
}

}  // namespace baton
