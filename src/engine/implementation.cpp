#include "engine/implementation.hpp"

#include "base/check.hpp"
#include "engine/limits.hpp"
#include "engine/shared_store.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <system_error>
#include <utility>

namespace baton {
namespace {

// The engine whose loop this thread is.
thread_local const void* loop_of = nullptr;

}  // namespace

Engine::Implementation::Implementation(Outside outside, const EngineOptions& options)
    : outside_{.store = engine::shared_store(std::move(outside.store)),
               .clock = std::move(outside.clock),
               .ids = std::move(outside.ids),
               .callers = std::move(outside.callers)},
      mailbox_(std::make_shared<engine::Mailbox>(engine::kMaxRequests, options.longest_spin)),
      pool_(options.operator_threads, options.longest_spin),
      gateway_({.operators = operators_,
                .routes = routes(),
                .clock = *outside_.clock,
                .secrets = options.secrets,
                .to_loop = [mailbox = mailbox_](engine::Mailbox::Task&& task) { mailbox->push(std::move(task)); },
                .answered = [this](runtime::CallAnswer&& answer) { stepped_.answer(std::move(answer)); }}),
      commit_thread_(*outside_.store, [mailbox = mailbox_.get()] { mailbox->wake(); }),
      stepped_({.store = *outside_.store,
                .committer = commit_thread_,
                .gateway = gateway_,
                .clock = *outside_.clock,
                .ids = *outside_.ids,
                .subscribers = subscribers_,
                .mode = options.mode}),
      loop_([this] { loop(); }) {}

Engine::Implementation::~Implementation() {
  BATON_CHECK(loop_of != this, "an engine is destroyed by its own callback and would wait for itself");
  mailbox_->close();
  gateway_.close();  // so that an operator that looks at its stop token is not waited for long
  loop_.join();
}

std::map<core::CallKind, engine::CallGateway::Route> Engine::Implementation::routes() {
  using engine::CallGateway;
  std::map<core::CallKind, CallGateway::Route> routes;
  routes.emplace(core::CallKind::Operator,
                 CallGateway::Route{.caller = &operator_caller_,
                                    .run = [this](std::span<CallGateway::Task> calls) { pool_.run(calls); }});
  for (const auto& [kind, caller] : outside_.callers) {
    routes.emplace(kind, CallGateway::Route{.caller = caller.get(),
                                            .run = [this](std::span<CallGateway::Task> calls) { prepare(calls); }});
  }
  return routes;
}

// The thread begins with the first of these calls. Without one they are prepared here, on the loop's thread.
void Engine::Implementation::prepare(std::span<engine::CallGateway::Task> calls) {
  try {
    if (!preparing_) preparing_.emplace(1, std::chrono::microseconds{0});
  } catch (const std::system_error&) {
    for (engine::CallGateway::Task& call : calls) std::exchange(call, nullptr)();
    return;
  }
  preparing_->run(calls);
}

void Engine::Implementation::loop() {
  loop_of = this;
  std::vector<engine::Mailbox::Task> tasks;
  while (process_.is_this() && mailbox_->take(tasks)) {
    for (engine::Mailbox::Task& task : tasks) task();
    if (!stepped_.step()) mailbox_->wait(until_next_step());
  }
}

std::optional<Duration> Engine::Implementation::until_next_step() const {
  const std::optional<Timestamp> wakes_at = stepped_.wakes_at();
  if (!wakes_at) return std::nullopt;
  const Timestamp now = outside_.clock->now();
  return *wakes_at <= now ? Duration::zero() : std::min(*wakes_at - now, engine::kLongestSleep);
}

std::optional<Error> Engine::Implementation::unanswerable() const {
  if (!is_of_this_process()) return engine::forked();
  if (loop_of == this) return engine::called_back();
  return std::nullopt;
}

std::shared_ptr<void> Engine::Implementation::subscribe(engine::Subscribers::Subscriber subscriber) {
  return {nullptr, [process = process_, handle = subscribers_->add(std::move(subscriber))](std::nullptr_t) mutable {
            if (!process.is_this())
              static_cast<void>(new std::shared_ptr<void>(std::move(handle)));  // leaves it as it is
          }};
}

bool Engine::Implementation::is_overloaded() const {
  return pool_.waiting() >= engine::kMaxWaitingCalls;
}

Result<void> Engine::Implementation::command(const InstanceId& id, core::EventBody command) {
  return ask<void>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<void> reply) {
    stepped.command(id, std::move(command), std::move(reply));
  });
}

Result<InstanceId> Engine::Implementation::start(const StartOptions& options) {
  if (is_overloaded()) return std::unexpected(engine::overloaded());
  return ask<InstanceId>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<InstanceId> reply) {
    stepped.start(options, std::move(reply));
  });
}

Result<void> Engine::Implementation::add_machine(const std::string& name,
                                                 std::shared_ptr<const detail::AnyMachine> machine) {
  return on_loop<void>([&](engine::SteppedEngine& stepped) { return stepped.add_machine(name, std::move(machine)); });
}

Result<InstanceId> Engine::Implementation::start_machine(const std::string& name, const Value& input,
                                                         const std::string& id) {
  return start({.workflow = engine::machine_definition(name), .input = input, .id = id});
}

Result<void> Engine::Implementation::send_event(const std::string& machine, const InstanceId& id,
                                                const detail::Encoded& event) {
  if (is_overloaded()) return std::unexpected(engine::overloaded());
  return ask<void>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<void> reply) {
    stepped.send_event(machine, id, event, std::move(reply));
  });
}

Result<InstanceView> Engine::Implementation::find_machine(const InstanceId& id) {
  return on_loop<InstanceView>([&](engine::SteppedEngine& stepped) { return stepped.find(id); });
}

template <class T>
Result<T> Engine::Implementation::wait(
    std::function<engine::WaiterId(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)> begin,
    std::optional<Duration> limit, Error timeout) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  engine::PromisedReply<T> reply;
  std::future<Result<T>> result = reply.future();
  const auto waiter = std::make_shared<engine::WaiterId>();  // the loop's
  const bool accepted = mailbox_->offer(
      [this, begin = std::move(begin), waiter, reply = std::move(reply)] { *waiter = begin(stepped_, reply); });
  if (!accepted) return std::unexpected(engine::overloaded());
  if (!limit) return result.get();
  constexpr Duration longest = std::chrono::years{10};  // beyond it the arithmetic of clocks overflows
  if (result.wait_for(std::clamp(*limit, Duration::zero(), longest)) == std::future_status::ready) return result.get();
  // The loop answers: it has looked at the instance at least once then, however long that took. Who asks again and again with
  // a short limit would get nowhere otherwise, and each time leave a look behind.
  mailbox_->push([this, waiter, timeout = std::move(timeout)] { stepped_.stop_waiting(*waiter, timeout); });
  return result.get();
}

Result<InstanceView> Engine::Implementation::wait(const InstanceId& id, engine::Until until,
                                                  std::optional<Duration> limit) {
  return wait<InstanceView>(
      [id, until](engine::SteppedEngine& stepped, const engine::SteppedEngine::ReplyTo<InstanceView>& reply) {
        return stepped.wait(id, until, reply);
      },
      limit,
      Error{.kind = Error::Kind::Timeout,
            .message = "the instance '" + id.value + "' did not get there in the time given; it continues"});
}

Result<void> Engine::Implementation::wait_for_all(runtime::Rest rest, std::optional<Duration> limit) {
  return wait<void>(
      [rest](engine::SteppedEngine& stepped, const engine::SteppedEngine::ReplyTo<void>& reply) {
        return stepped.wait_for_all(rest, reply);
      },
      limit,
      Error{.kind = Error::Kind::Timeout,
            .message = "instances are still running after the time given; they continue"});
}

}  // namespace baton
