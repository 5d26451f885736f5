#include "engine/implementation.hpp"

#include "engine/definitions.hpp"
#include "engine/limits.hpp"
#include "engine/metrics.hpp"

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
    : log_(std::make_shared<engine::Log>(options.logger)),
      outside_(std::move(outside)),
      secrets_(options.secrets),
      programs_(*outside_.store, engine::compile_stored),
      desk_({.queries = *outside_.store,
             .definitions = *outside_.store,
             .events = *outside_.store,
             .audit = *outside_.store,
             .programs = programs_,
             .gateway = gateway_,
             .clock = *outside_.clock,
             .ids = *outside_.ids,
             .mode = options.mode,
             .secrets = options.secrets,
             .resources = {options.resources, options.secrets, outside_.fetch, outside_.has_zone},
             .programs_changed = [this] { mailbox_->push([this] { stepped_.programs_changed(); }); }}),
      mailbox_(std::make_shared<engine::Mailbox>(engine::kMaxRequests, options.longest_spin)),
      gateway_({.operators = operators_,
                .routes = routes(),
                .clock = *outside_.clock,
                .secrets = options.secrets,
                .to_loop = [mailbox = mailbox_](engine::Mailbox::Job&& job) { mailbox->push(std::move(job)); },
                .answered = [this](runtime::CallAnswer&& answer) { stepped_.answer(std::move(answer)); },
                .log = *log_}),
      pool_({.threads = options.operator_threads, .stand_ins = engine::kMaxStandIns}, options.longest_spin),
      commits_(*log_),
      journal_(*outside_.store, commits_, options.longest_spin, [mailbox = mailbox_.get()] { mailbox->wake(); }),
      stepped_({.journal = journal_,
                .gateway = gateway_,
                .clock = *outside_.clock,
                .ids = *outside_.ids,
                .programs = programs_,
                .subscribers = subscribers_,
                .log = *log_,
                .mode = options.mode,
                .retention = options.event_retention,
                .lifecycle_events = options.lifecycle_events,
                .public_url = options.public_url,
                .continue_listeners = options.continue_listeners,
                .log_grows =
                    [this] {
                      followers_.ring();
                      log_growth_->ring();
                    }}),
      loop_([this] { loop(); }) {
  log_->opened(outside_.store_name, options);
}

std::map<core::CallKind, engine::CallGateway::Route> Engine::Implementation::routes() {
  using engine::CallGateway;
  std::map<core::CallKind, CallGateway::Route> routes;
  routes.emplace(core::CallKind::Operator,
                 CallGateway::Route{.caller = &operator_caller_,
                                    .run = [this](std::span<CallGateway::Job> calls) { pool_.run(calls); }});
  for (const auto& [kind, caller] : outside_.callers) {
    routes.emplace(kind, CallGateway::Route{.caller = caller.get(),
                                            .run = [this](std::span<CallGateway::Job> calls) { prepare(calls); }});
  }
  return routes;
}

// The thread begins with the first of these calls. Without one they are prepared here, on the loop's thread.
void Engine::Implementation::prepare(std::span<engine::CallGateway::Job> calls) {
  try {
    if (!preparing_) preparing_.emplace(engine::OperatorCrew::Size{.threads = 1}, std::chrono::microseconds{0});
  } catch (const std::system_error&) {
    for (engine::CallGateway::Job& call : calls) std::exchange(call, nullptr)();
    return;
  }
  preparing_->run(calls);
}

void Engine::Implementation::loop() {
  loop_of = this;
  std::vector<engine::Mailbox::Job> jobs;
  while (process_.is_this() && mailbox_->take(jobs)) {
    loop_busy_since_ = std::chrono::steady_clock::now();
    for (engine::Mailbox::Job& job : jobs) job();
    if (stepped_.step()) continue;
    loop_busy_since_ = std::chrono::steady_clock::time_point{};
    mailbox_->wait(until_next_step());
  }
  if (!process_.is_this()) return;
  jobs.clear();
  stepped_.fail_all(engine::closing());
  loop_end_.set_value();
}

bool Engine::Implementation::is_loops_thread() const {
  return loop_of == this;
}

std::optional<Duration> Engine::Implementation::until_next_step() const {
  const std::optional<Timestamp> wakes_at = stepped_.wakes_at();
  if (!wakes_at) return std::nullopt;
  const Timestamp now = outside_.clock->now();
  return *wakes_at <= now ? Duration::zero() : std::min(*wakes_at - now, engine::kLongestSleep);
}

std::optional<Error> Engine::Implementation::unavailable() const {
  if (!is_of_this_process()) return engine::forked();
  if (is_closing_) return engine::closing();
  return std::nullopt;
}

std::optional<Error> Engine::Implementation::unanswerable() const {
  if (is_of_this_process() && is_loops_thread()) return engine::called_back();
  return unavailable();
}

Result<void> Engine::Implementation::add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods) {
  if (!is_of_this_process()) return std::unexpected(engine::forked());
  auto added = operators_.add(std::move(methods));
  if (added) mailbox_->push([this] { gateway_.registered(); });
  return added;
}

runtime::Caller* Engine::Implementation::caller(core::CallKind kind) const {
  const auto found = outside_.callers.find(kind);
  return found == outside_.callers.end() ? nullptr : found->second.get();
}

std::vector<std::string> Engine::Implementation::registered_methods() const {
  if (!is_of_this_process()) return {};
  return operators_.names();
}

std::shared_ptr<void> Engine::Implementation::subscribe(engine::Subscribers::Subscriber subscriber) {
  return handle_of_this_process(subscribers_->add(std::move(subscriber)));
}

Result<std::shared_ptr<void>> Engine::Implementation::observe(Observer observer, const ObserveOptions& options) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  auto handle = observers_->add(std::move(observer), options);
  if (handle) handle = handle_of_this_process(*std::move(handle));
  return handle;
}

Result<std::shared_ptr<void>> Engine::Implementation::follow(EventFilter filter, std::uint64_t from,
                                                             EventSubscriber subscriber) {
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  engine::LogFollower::Source source{.read = [this](const EventQuery& query) { return desk_.events(query); }};
  if (desk_.is_read_only()) source.looks_again_after = engine::kFollowInterval;
  const auto follower =
      std::make_shared<engine::LogFollower>(std::move(subscriber), std::move(filter), from, std::move(source), log_);
  followers_.add(follower);
  auto handle = observers_->add(follower);
  if (handle) handle = handle_of_this_process(*std::move(handle));
  return handle;
}

std::shared_ptr<void> Engine::Implementation::handle_of_this_process(std::shared_ptr<void> handle) const {
  return {nullptr, [process = process_, handle = std::move(handle)](std::nullptr_t) mutable {
            if (!process.is_this())
              static_cast<void>(new std::shared_ptr<void>(std::move(handle)));  // leaves it as it is
          }};
}

EngineMetrics Engine::Implementation::metrics() const {
  EngineMetrics metrics = stepped_.metrics();
  metrics.commit_seconds = engine::distribution_of(commits_.microseconds(), 1e-6);
  return metrics;
}

EngineHealth Engine::Implementation::health() const {
  const std::chrono::steady_clock::time_point busy_since = loop_busy_since_;
  const bool is_busy = busy_since != std::chrono::steady_clock::time_point{};
  return {
      .is_open = !is_closing_,
      .store_failure = stepped_.store_failure(),
      .loop_busy_for = is_busy ? std::chrono::steady_clock::now() - busy_since : std::chrono::steady_clock::duration{},
      .requests = {.waiting = mailbox_->size(), .capacity = mailbox_->capacity()},
      .operator_calls = {.waiting = pool_.waiting(), .capacity = engine::kMaxWaitingCalls},
      .operators_blocked = pool_.blocked(),
      .missing_operators = gateway_.missing_operators()};
}

std::vector<CallProgress> Engine::Implementation::progress(const InstanceId& id) const {
  return gateway_.progress(id);
}

Error Engine::Implementation::noted(Error error) const {
  if (error.kind == Error::Kind::Overloaded) log_->overloaded();
  return error;
}

bool Engine::Implementation::is_overloaded() const {
  return pool_.waiting() >= engine::kMaxWaitingCalls;
}

Result<void> Engine::Implementation::add_machine(const std::string& name,
                                                 std::shared_ptr<const detail::AnyMachine> machine) {
  return at_desk<void>([&](engine::Desk& desk) { return desk.add_machine(name, std::move(machine)); });
}

Result<InstanceId> Engine::Implementation::start_machine(const std::string& name, const Value& input,
                                                         const std::string& id, const Caller& caller) {
  return call(caller, engine::requests::Start{
                          .options = {.workflow = engine::machine_definition(name), .input = input, .id = id}});
}

Result<void> Engine::Implementation::send_event(const std::string& machine, const InstanceId& id,
                                                const detail::SentEvent& event, const Caller& caller) {
  return call(caller, engine::requests::Send{.machine = machine, .id = id, .event = event});
}

Result<InstanceView> Engine::Implementation::find_machine(const InstanceId& id) {
  return call({}, engine::requests::Find{.id = id});
}

// A wait that has begun. It ends by the loop.
template <class T>
class Engine::Implementation::Wait {
 public:
  using Begun = engine::SteppedEngine::BegunWait;
  using Begin =
      std::function<void(engine::SteppedEngine&, engine::SteppedEngine::ReplyTo<T>, engine::SteppedEngine::Begun)>;

  Wait(Implementation& engine, Begin begin) : engine_(engine) {
    engine::PromisedReply<T> reply;
    result_ = reply.future();
    engine::PromisedReply<Begun> begun;
    begun_ = begun.future();
    is_accepted_ = engine.mailbox_->offer(
        [&engine, begin = std::move(begin), reply = std::move(reply), begun] { begin(engine.stepped_, reply, begun); });
  }

  [[nodiscard]] Result<Begun> begun() {
    if (!is_accepted_) return std::unexpected(engine_.noted(engine::overload()));
    auto begun = engine::awaited(begun_, engine_.mailbox_);
    if (begun) waiter_ = begun->waiter;
    return begun;
  }
  [[nodiscard]] Result<T> result() { return engine::awaited(result_, engine_.mailbox_); }
  void stop(Error why) {
    engine_.mailbox_->push(
        [&stepped = engine_.stepped_, waiter = waiter_, why = std::move(why)] { stepped.stop_waiting(waiter, why); });
  }

 private:
  Implementation& engine_;
  std::future<Result<T>> result_;
  std::future<Result<Begun>> begun_;
  bool is_accepted_ = false;
  engine::WaiterId waiter_{};
};

namespace {

const Error& nobody_waits() {
  static const Error error{.kind = Error::Kind::Unavailable, .message = "nobody waits for the result any more"};
  return error;
}

}  // namespace

std::optional<Error> Engine::Implementation::endless(const OperatorWaiting& waiting,
                                                     const std::optional<InstanceId>& id) const {
  const std::optional<InstanceId> own = engine::OperatorThread::current_instance(pool_.crew());
  if (own && (!id || *id == *own)) return engine::waits_for_itself();
  if (!waiting.leaves_a_thread(pool_.crew())) return engine::all_operators_wait();
  return std::nullopt;
}

Result<InstanceView> Engine::Implementation::call(const Caller& caller, engine::requests::Wait wanted) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  const auto request = engine::admitted(caller, std::move(wanted));
  if (!request) return std::unexpected(request.error());
  if (!desk_.check_change()) return request->look_once(desk_);
  const OperatorWaiting waiting;
  if (auto why_not = endless(waiting, request->id); why_not && !request->limit) {
    return std::unexpected(noted(*std::move(why_not)));
  }
  Wait<InstanceView> wait(*this, [request = *request](engine::SteppedEngine& stepped, auto reply, auto begun) {
    request.begin(stepped, std::move(reply), std::move(begun));
  });
  const auto begun = wait.begun();
  if (!begun) return std::unexpected(begun.error());
  auto look = request->look(desk_, *begun);
  if (look && !*look) return wait.result();
  wait.stop(nobody_waits());
  if (!look) return std::unexpected(std::move(look).error());
  return **std::move(look);
}

void Engine::Implementation::submit(Caller caller, engine::requests::Wait wanted,
                                    const engine::Reply<InstanceView>& reply) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unavailable()) return reply(std::unexpected(*std::move(why_not)));
  auto request = engine::admitted(caller, std::move(wanted));
  if (!request) return reply(std::unexpected(std::move(request).error()));
  const auto at_desk = [this, reply](auto work) {
    if (auto refused = desk_threads_.run(std::move(work))) reply(std::unexpected(noted(*std::move(refused))));
  };
  if (!desk_.check_change()) {
    return at_desk([this, request = *std::move(request), reply] { reply(request.look_once(desk_)); });
  }
  const bool accepted = mailbox_->offer([this, request = *std::move(request), reply, at_desk] {
    request.begin(stepped_, reply, [this, request, reply, at_desk](const Wait<InstanceView>::Begun& begun) {
      at_desk([this, request, reply, begun] {
        auto look = request.look(desk_, begun);
        if (look && !*look) return;
        reply(look ? Result<InstanceView>(**std::move(look)) : std::unexpected(std::move(look).error()));
        mailbox_->push([this, begun] { stepped_.stop_waiting(begun.waiter, nobody_waits()); });
      });
    });
  });
  if (!accepted) reply(std::unexpected(noted(engine::overload())));
}

template <class R>
std::vector<Result<void>> Engine::Implementation::call_all(const Caller& caller, std::vector<R> wanted) {
  struct Answers {
    std::vector<Result<void>> results;
    std::size_t missing = 0;
  };
  const auto answers = std::make_shared<Answers>();
  std::vector<std::pair<std::size_t, engine::PreparedOf<R>>> prepared;
  for (R& each : wanted) {
    auto one = engine::prepared(desk_, caller, std::move(each));
    if (one) prepared.emplace_back(answers->results.size(), *std::move(one));
    answers->results.push_back(one ? Result<void>() : std::unexpected(std::move(one).error()));
  }
  answers->missing = prepared.size();
  if (prepared.empty()) return answers->results;
  const auto done =
      ask<void>([answers, prepared = std::move(prepared)](engine::SteppedEngine& stepped,
                                                          const engine::SteppedEngine::ReplyTo<void>& reply) mutable {
        for (auto& [place, request] : prepared) {
          R::perform(stepped, std::move(request), [answers, reply, place = place](Result<void> result) {
            answers->results[place] = std::move(result);
            if (--answers->missing == 0) reply({});
          });
        }
      });
  if (done) return answers->results;
  return std::vector<Result<void>>(wanted.size(), std::unexpected(done.error()));
}

Result<BulkReport> Engine::Implementation::call(const Caller& caller, engine::requests::Bulk wanted) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  const auto request = engine::admitted(caller, std::move(wanted));
  if (!request) return std::unexpected(request.error());
  const auto apply_all = [this, caller](auto requests) { return call_all(caller, std::move(requests)); };
  return engine::Bulk(desk_, request->options, engine::apply_each(request->options, apply_all)).run(caller);
}

void Engine::Implementation::submit(Caller caller, engine::requests::Bulk request,
                                    const engine::Reply<BulkReport>& reply) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unavailable()) return reply(std::unexpected(*std::move(why_not)));
  // One of a dropped task has ended, too.
  std::shared_ptr<void> place(&submitted_bulks_, [](std::atomic<std::size_t>* taken) { --*taken; });
  if (++submitted_bulks_ > engine::kMaxSubmittedBulks) {
    return reply(std::unexpected(noted(engine::too_many_bulks())));
  }
  auto refused = desk_threads_.run(
      [this, caller = std::move(caller), request = std::move(request), reply, place = std::move(place)]() mutable {
        auto report = call(caller, std::move(request));
        place.reset();  // before the reply, which may submit the next
        reply(std::move(report));
      });
  if (refused) reply(std::unexpected(noted(*std::move(refused))));
}

void Engine::Implementation::submit(Caller caller, engine::Request request, std::function<void(engine::Answer)> reply) {
  std::visit(
      [&]<class R>(R& each) {
        submit(std::move(caller), std::move(each),
               engine::Reply<engine::AnswerTo<R>>([reply = std::move(reply)](Result<engine::AnswerTo<R>> answer) {
                 reply(engine::Answer(std::move(answer)));
               }));
      },
      request);
}

void Engine::Implementation::submit_to_loop(LoopWork work, const engine::Reply<void>& reply) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unavailable()) return reply(std::unexpected(*std::move(why_not)));
  const bool accepted = mailbox_->offer([this, work = std::move(work), reply] { work(stepped_, reply); });
  if (!accepted) reply(std::unexpected(noted(engine::overload())));
}

Result<void> Engine::Implementation::wait_for_all(runtime::Rest rest, std::optional<Duration> limit) {
  const InEngine inside(pool_.crew());
  if (auto why_not = unanswerable()) return std::unexpected(*std::move(why_not));
  if (auto possible = desk_.check_change(); !possible) return possible;
  const OperatorWaiting waiting;
  if (auto why_not = endless(waiting, std::nullopt); why_not && !limit) {
    return std::unexpected(noted(*std::move(why_not)));
  }
  Wait<void> wait(*this, [rest, limit](engine::SteppedEngine& stepped, auto reply, auto begun) {
    begun({.waiter = stepped.wait_for_all(rest, limit, std::move(reply))});
  });
  if (auto begun = wait.begun(); !begun) return std::unexpected(begun.error());
  return wait.result();
}

}  // namespace baton
