// The engine's threads: the loop, which owns the runtime; the commit thread; the operators' pool; and one that prepares all other
// calls.
//
//   a user's thread ──▶ mailbox ──▶ loop ──▶ runtime ──▶ gateway ──▶ pool ──▶ operator
//         ▲                          │ ▲                    └──▶ preparing ──▶ http, …
//         └───────── reply ──────────┘ └──────────────── mailbox ◀────── answer ──┘
#pragma once

#include "base/process.hpp"
#include "engine/call_gateway.hpp"
#include "engine/commit_thread.hpp"
#include "engine/errors.hpp"
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

  // The loop does the work, and the result is what the work returns.
  template <class T, class Work>
  Result<T> on_loop(Work work);
  // The same for work that replies later.
  template <class T>
  Result<T> ask(std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> work);
  Result<void> command(const InstanceId& id, core::EventBody command);
  Result<InstanceId> start(const StartOptions& options);

  Result<void> add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) override;
  Result<InstanceId> start_machine(const std::string& name, const Value& input, const std::string& id) override;
  Result<void> send_event(const std::string& machine, const InstanceId& id, const detail::Encoded& event) override;
  Result<InstanceView> find_machine(const InstanceId& id) override;
  Result<InstanceView> wait(const InstanceId& id, engine::Until until, std::optional<Duration> limit);
  Result<void> wait_for_all(runtime::Rest rest, std::optional<Duration> limit);

 private:
  [[nodiscard]] std::map<core::CallKind, engine::CallGateway::Route> routes();
  void prepare(std::span<engine::CallGateway::Task> calls);
  void loop();
  [[nodiscard]] std::optional<Duration> until_next_step() const;
  // `begin` makes somebody wait; at the limit that wait is ended with the error.
  template <class T>
  Result<T> wait(std::function<engine::WaiterId(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> begin,
                 std::optional<Duration> limit, Error timeout);
  // Why this thread gets no answer from the loop, if it gets none.
  [[nodiscard]] std::optional<Error> unanswerable() const;

  Process process_;
  Outside outside_;
  engine::OperatorRegistry operators_;
  engine::OperatorCaller operator_caller_{operators_};
  std::shared_ptr<engine::Subscribers> subscribers_ = std::make_shared<engine::Subscribers>();
  std::shared_ptr<engine::Mailbox> mailbox_;  // shared with answers that come after the engine is gone
  engine::OperatorPool pool_;
  // The loop's: evaluates the arguments of the calls of other kinds, so that no operator holds them up.
  std::optional<engine::OperatorPool> preparing_;
  engine::CallGateway gateway_;
  engine::CommitThread commit_thread_;
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
Result<T> Engine::Implementation::on_loop(Work work) {
  return ask<T>([work = std::move(work)](engine::SteppedEngine& stepped, const auto& reply) { reply(work(stepped)); });
}

}  // namespace baton
