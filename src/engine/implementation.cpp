#include "engine/implementation.hpp"

#include "base/check.hpp"
#include "engine/definitions.hpp"
#include "engine/limits.hpp"

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
    : outside_(std::move(outside)),
      programs_(*outside_.store, engine::compile_stored),
      desk_({.queries = *outside_.store,
             .definitions = *outside_.store,
             .programs = programs_,
             .gateway = gateway_,
             .clock = *outside_.clock,
             .ids = *outside_.ids,
             .mode = options.mode}),
      mailbox_(std::make_shared<engine::Mailbox>(engine::kMaxRequests, options.longest_spin)),
      gateway_({.operators = operators_,
                .routes = routes(),
                .clock = *outside_.clock,
                .secrets = options.secrets,
                .to_loop = [mailbox = mailbox_](engine::Mailbox::Task&& task) { mailbox->push(std::move(task)); },
                .answered = [this](runtime::CallAnswer&& answer) { stepped_.answer(std::move(answer)); }}),
      pool_(options.operator_threads, options.longest_spin),
      journal_(*outside_.store, options.longest_spin, [mailbox = mailbox_.get()] { mailbox->wake(); }),
      stepped_({.journal = journal_,
                .gateway = gateway_,
                .clock = *outside_.clock,
                .ids = *outside_.ids,
                .programs = programs_,
                .subscribers = subscribers_,
                .mode = options.mode}),
      loop_([this] { loop(); }) {}

Engine::Implementation::~Implementation() {
  BATON_CHECK(loop_of != this, "an engine is destroyed by its own callback and would wait for itself");
  is_closing_ = true;
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
  if (is_closing_) return engine::closing();
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

Result<void> Engine::Implementation::recover() {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  if (auto possible = desk_.check_change(); !possible) return possible;
  return ask<void>([](engine::SteppedEngine& stepped, const auto& reply) {
    stepped.recover();
    reply({});
  });
}

Result<void> Engine::Implementation::recover(const InstanceId& id) {
  const auto ids = at_desk<std::vector<InstanceId>>([&](engine::Desk& desk) { return desk.prepare_recovery(id); });
  if (!ids) return std::unexpected(ids.error());
  return ask<void>([&](engine::SteppedEngine& stepped, const auto& reply) {
    stepped.recover(*ids);
    reply({});
  });
}

Result<void> Engine::Implementation::command(const InstanceId& id, core::EventBody command) {
  auto possible = at_desk<void>([&](engine::Desk& desk) { return desk.check_command(id, command); });
  if (!possible) return possible;
  return ask<void>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<void> reply) {
    stepped.command(id, std::move(command), std::move(reply));
  });
}

Result<InstanceId> Engine::Implementation::start(const StartOptions& options) {
  return start(at_desk<runtime::StartRequest>([&](engine::Desk& desk) { return desk.prepare_start(options); }));
}

Result<InstanceId> Engine::Implementation::run(runtime::ProgramPtr program, const RunOptions& options) {
  return start(at_desk<runtime::StartRequest>(
      [&](engine::Desk& desk) { return desk.prepare_run(std::move(program), options); }));
}

Result<InstanceId> Engine::Implementation::start(Result<runtime::StartRequest> request) {
  if (!request) return std::unexpected(std::move(request).error());
  if (is_overloaded()) return std::unexpected(engine::overloaded());
  return ask<InstanceId>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<InstanceId> reply) {
    stepped.start(*std::move(request), std::move(reply));
  });
}

Result<void> Engine::Implementation::remove(const InstanceId& id) {
  auto possible = at_desk<void>([](engine::Desk& desk) { return desk.check_change(); });
  if (!possible) return possible;
  return ask<void>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<void> reply) {
    stepped.remove(id, std::move(reply));
  });
}

Result<void> Engine::Implementation::add_machine(const std::string& name,
                                                 std::shared_ptr<const detail::AnyMachine> machine) {
  return at_desk<void>([&](engine::Desk& desk) { return desk.add_machine(name, std::move(machine)); });
}

Result<InstanceId> Engine::Implementation::start_machine(const std::string& name, const Value& input,
                                                         const std::string& id) {
  return start({.workflow = engine::machine_definition(name), .input = input, .id = id});
}

Result<void> Engine::Implementation::send_event(const std::string& machine, const InstanceId& id,
                                                const detail::SentEvent& event) {
  auto possible = at_desk<void>([&](engine::Desk& desk) { return desk.check_event(machine, id, event); });
  if (!possible) return possible;
  if (is_overloaded()) return std::unexpected(engine::overloaded());
  return ask<void>([&](engine::SteppedEngine& stepped, engine::SteppedEngine::ReplyTo<void> reply) {
    stepped.command(id, engine::deliver(event), std::move(reply));
  });
}

Result<InstanceView> Engine::Implementation::find_machine(const InstanceId& id) {
  return at_desk<InstanceView>([&](engine::Desk& desk) { return desk.find(id); });
}

// A wait that has begun. It ends, when whoever waits has had enough, by the loop.
template <class T>
class Engine::Implementation::Wait {
 public:
  using Begin = std::function<engine::WaiterId(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>)>;

  Wait(Implementation& engine, Begin begin) : engine_(engine) {
    engine::PromisedReply<T> reply;
    result_ = reply.future();
    engine::PromisedReply<engine::WaiterId> begun;
    begun_ = begun.future();
    is_accepted_ = engine.mailbox_->offer(
        [&engine, begin = std::move(begin), reply = std::move(reply), begun] { begun(begin(engine.stepped_, reply)); });
  }

  [[nodiscard]] Result<void> begun() {
    if (!is_accepted_) return std::unexpected(engine::overloaded());
    auto waiter = begun_.get();
    if (!waiter) return std::unexpected(std::move(waiter).error());
    waiter_ = *waiter;
    return {};
  }
  [[nodiscard]] bool ends_within(Duration limit) {
    constexpr Duration longest = std::chrono::years{10};  // beyond it the arithmetic of clocks overflows
    return result_.wait_for(std::clamp(limit, Duration::zero(), longest)) == std::future_status::ready;
  }
  [[nodiscard]] Result<T> result() { return result_.get(); }
  void stop(Error why) {
    engine_.mailbox_->push(
        [&stepped = engine_.stepped_, waiter = waiter_, why = std::move(why)] { stepped.stop_waiting(waiter, why); });
  }

 private:
  Implementation& engine_;
  std::future<Result<T>> result_;
  std::future<Result<engine::WaiterId>> begun_;
  bool is_accepted_ = false;
  engine::WaiterId waiter_{};
};

Result<InstanceView> Engine::Implementation::wait(const InstanceId& id, engine::Until until,
                                                  std::optional<Duration> limit) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  if (!desk_.check_change()) return look_once(id, until);
  Wait<InstanceView> wait(
      *this, [id, until](engine::SteppedEngine& stepped, const auto& reply) { return stepped.wait(id, until, reply); });
  if (auto begun = wait.begun(); !begun) return std::unexpected(begun.error());
  auto look = desk_.look(id, until);  // it may have been over before
  const Error timeout{.kind = Error::Kind::Timeout,
                      .message = "the instance '" + id.value + "' did not get there in the time given; it continues"};
  if (!look || *look) wait.stop(timeout);
  if (!look) return std::unexpected(std::move(look).error());
  if (*look) return **std::move(look);
  if (limit && !wait.ends_within(*limit)) wait.stop(timeout);
  return wait.result();
}

Result<InstanceView> Engine::Implementation::look_once(const InstanceId& id, engine::Until until) {
  auto look = desk_.look(id, until);
  if (!look) return std::unexpected(std::move(look).error());
  if (*look) return **std::move(look);
  return std::unexpected(engine::read_only());
}

Result<void> Engine::Implementation::wait_for_all(runtime::Rest rest, std::optional<Duration> limit) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  if (auto possible = desk_.check_change(); !possible) return possible;
  Wait<void> wait(
      *this, [rest](engine::SteppedEngine& stepped, const auto& reply) { return stepped.wait_for_all(rest, reply); });
  if (auto begun = wait.begun(); !begun) return std::unexpected(begun.error());
  if (limit && !wait.ends_within(*limit)) {
    wait.stop(
        {.kind = Error::Kind::Timeout, .message = "instances are still running after the time given; they continue"});
  }
  return wait.result();
}

}  // namespace baton
