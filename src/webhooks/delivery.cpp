#include "webhooks/delivery.hpp"

#include "base/overloaded.hpp"
#include "webhooks/signature.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <stop_token>

namespace baton::webhooks {
namespace {

// The keys of all calls of one run of an instance begin with its name.
std::string run_of(const CallContext& context) {
  return context.idempotency_key.value.substr(0, context.idempotency_key.value.find('/'));
}

const Problem* problem_in(const CallOutcome& outcome) {
  if (const auto* failed = std::get_if<CallFailed>(&outcome)) return &failed->problem;
  const auto* unknown = std::get_if<CallUnknown>(&outcome);
  return unknown == nullptr ? nullptr : &unknown->problem;
}

// It is not the receiver's fault: nothing goes there, whatever the event.
bool is_refused_here(const CallOutcome& outcome) {
  const Problem* problem = problem_in(outcome);
  if (problem == nullptr) return false;
  return std::ranges::any_of(
      std::array{ProblemKind::Configuration, ProblemKind::Validation, ProblemKind::Authorization},
      [&](ProblemKind kind) { return same_problem_type(problem->type, problem_type(kind)); });
}

CallOutcome not_sent(std::string why) {
  return CallFailed{.problem = make_problem(ProblemKind::Configuration, std::move(why)), .was_made = false};
}

CallContext context_for(const CallContext& context, const CloudEvent& event, Timestamp now) {
  CallContext sending = context;
  sending.idempotency_key = IntentKey{message_id(event)};
  sending.deadline = now + kSendTimeout;
  return sending;
}

}  // namespace

std::expected<Value, std::string> http_arguments(const Setup& setup, const CloudEvent& event, const Outside& outside) {
  const Value body = to_value(event);
  const std::string id = message_id(event);
  const std::string timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(outside.now()).time_since_epoch().count());
  std::vector<Member> headers;
  headers.emplace_back("Content-Type", Value::string("application/cloudevents+json; charset=utf-8"));
  headers.emplace_back("webhook-id", Value::string(id));
  headers.emplace_back("webhook-timestamp", Value::string(timestamp));
  std::vector<std::string> secrets;
  for (const std::string& name : setup.secrets) {
    auto secret = outside.find_secret(name);
    if (!secret) {
      return std::unexpected("the engine has no secret '" + name + "' that is a text; give it (--secrets FILE)");
    }
    secrets.push_back(*std::move(secret));
  }
  // What is sent is the JSON of the body, and so are the bytes that are signed.
  if (!secrets.empty()) {
    const std::string text = to_json(body);
    headers.emplace_back("webhook-signature",
                         Value::string(signatures_of({.id = id, .timestamp = timestamp, .body = text}, secrets)));
  }
  return Value::object({{"method", Value::string("POST")},
                        {"uri", Value::string(setup.url)},
                        {"headers", Value::object(std::move(headers))},
                        {"body", body},
                        {"output", Value::string("raw")}});
}

std::optional<Failure> failure_in(const CallOutcome& outcome, Timestamp now) {
  const Problem* problem = problem_in(outcome);
  if (problem == nullptr) return std::nullopt;
  Failure failure{.status = problem->status, .why = engine::reason_in(outcome)};
  if (const auto wait = problem->extensions.get<std::string>("retryAfter")) failure.wait = retry_after(*wait, now);
  return failure;
}

class Deliveries::Delivery : public std::enable_shared_from_this<Delivery> {
 public:
  struct Asked {
    Deliver what;
    CallContext context;
    Done done;
  };
  Delivery(std::shared_ptr<Deliveries> all, Asked asked)
      : all_(std::move(all)),
        asked_(std::move(asked)),
        begun_(now()),
        next_(static_cast<std::uint64_t>(asked_.what.position) + 1) {
    answer_.through = asked_.what.position;
  }

  // One step after the other: while it waits for something, nobody else touches it.
  void step() {
    if (asked_.context.stop.stop_requested()) return end(not_sent("nobody waits for it any more"));
    if (all_->is_recalled(run_of(asked_.context), asked_.what.turn) || has_enough()) return answer();
    if (!read_.empty()) return send();
    const std::uint64_t growth = all_->outside_.growth();
    all_->outside_.read({.from = next_, .limit = kEventsRead, .filter = filter_of(asked_.what.setup)},
                        [self = shared_from_this(), growth](Result<EventPage> page) {
                          if (page) return self->has_read(*std::move(page), growth);
                          self->blocked("the event log could not be read: " + page.error().message);
                        });
  }

  // It is woken to see that nobody waits for it any more.
  void watch_its_end() {
    stopping_.emplace(asked_.context.stop, [all = all_] {
      const auto kept = all;  // this function may be destroyed by what it wakes
      kept->outside_.wake();
    });
  }

 private:
  [[nodiscard]] Timestamp now() const { return all_->outside_.now(); }
  [[nodiscard]] bool has_enough() const {
    return answer_.count >= kMostTogether || (answer_.count > 0 && now() - begun_sending_ >= kLongestTogether);
  }
  [[nodiscard]] bool should_save() const {
    const std::uint64_t skipped = next_ - 1 - static_cast<std::uint64_t>(asked_.what.position);
    return answer_.count > 0 || answer_.lost > 0 || skipped >= kMostSkipped ||
           (skipped > 0 && now() - begun_ >= kLongestWait);
  }

  void has_read(EventPage page, std::uint64_t growth) {
    if (page.gap) answer_.lost += static_cast<std::int64_t>(page.gap->last - std::max(page.gap->first, next_) + 1);
    next_ = std::max(next_, page.next);
    for (LoggedEvent& each : page.events) {
      if (!is_of_a_webhook(each.event)) read_.push_back(std::move(each));
    }
    if (!read_.empty()) return step();
    answer_.through = static_cast<std::int64_t>(next_ - 1);
    if (should_save()) return answer();
    if (next_ <= page.last) return step();
    all_->outside_.wait(growth, [self = shared_from_this()] { self->step(); });
  }

  void send() {
    const LoggedEvent& first = read_.front();
    const auto arguments = http_arguments(asked_.what.setup, first.event, all_->outside_);
    if (!arguments) return blocked(arguments.error());
    if (answer_.count == 0) begun_sending_ = now();
    all_->outside_.http(*arguments, context_for(asked_.context, first.event, now()),
                        [self = shared_from_this()](const CallOutcome& outcome) { self->has_sent(outcome); });
  }

  void has_sent(const CallOutcome& outcome) {
    if (asked_.context.stop.stop_requested()) return step();
    if (is_refused_here(outcome)) return blocked(engine::reason_in(outcome));
    auto failure = failure_in(outcome, now());
    const LoggedEvent sent = std::move(read_.front());
    read_.pop_front();
    if (failure) return failed(*std::move(failure), sent);
    answer_.through = static_cast<std::int64_t>(read_.empty() ? next_ - 1 : sent.position);
    ++answer_.count;
    step();
  }

  void failed(Failure failure, const LoggedEvent& event) {
    failure.position = static_cast<std::int64_t>(event.position);
    const std::int64_t before = failure.position == asked_.what.failing ? asked_.what.attempts : 0;
    if (before + 1 >= asked_.what.setup.attempts) failure.event = to_value(event.event);
    answer_.failure = std::move(failure);
    answer();
  }

  void blocked(std::string why) {
    answer_.blocked = std::move(why);
    answer();
  }
  void answer() {
    answer_.now = now();
    end(CallSucceeded{to_value(answer_)});
  }
  void end(CallOutcome outcome) { std::exchange(asked_.done, nullptr)(std::move(outcome)); }

  const std::shared_ptr<Deliveries> all_;
  Asked asked_;
  Timestamp begun_;
  Timestamp begun_sending_;
  std::uint64_t next_;            // is read next
  std::deque<LoggedEvent> read_;  // and not sent yet
  Answered answer_;
  std::optional<std::stop_callback<std::function<void()>>> stopping_;
};

std::vector<std::pair<std::string, OperatorMethod>> Deliveries::methods() {
  const std::shared_ptr<Deliveries> self = shared_from_this();
  return {{kDeliver, [self](const Value& arguments, CallContext context,
                            Done done) { self->deliver(arguments, std::move(context), std::move(done)); }},
          {kRecall,
           [self](const Value& arguments, const CallContext& context, const Done& done) {
             self->recall(arguments, context);
             done(CallSucceeded{});
           }},
          {kSend, [self](const Value& arguments, const CallContext& context, const Done& done) {
             self->send(arguments, context, done);
           }}};
}

void Deliveries::deliver(const Value& arguments, CallContext context, Done done) {
  auto what = from_value<Deliver>(arguments);
  if (!what) return done(not_sent(what.error()));
  const auto delivery = std::make_shared<Delivery>(
      shared_from_this(),
      Delivery::Asked{.what = *std::move(what), .context = std::move(context), .done = std::move(done)});
  delivery->watch_its_end();
  delivery->step();
}

// A delivery that is recalled before it has begun ends at once, as one does that is open.
void Deliveries::recall(const Value& arguments, const CallContext& context) {
  const auto what = from_value<Recall>(arguments);
  if (!what) return;
  {
    const std::lock_guard lock(mutex_);
    std::int64_t& turn = recalled_[run_of(context)];
    turn = std::max(turn, what->turn);
  }
  outside_.wake();
}

bool Deliveries::is_recalled(const std::string& run, std::int64_t turn) {
  const std::lock_guard lock(mutex_);
  const auto found = recalled_.find(run);
  return found != recalled_.end() && turn <= found->second;
}

// One event by itself: a test, or a dead letter.
void Deliveries::send(const Value& arguments, const CallContext& context, const Done& done) {
  const auto setup = arguments.get<Setup>("setup");
  const Value* given = arguments.find("event");
  if (!setup || given == nullptr) return done(not_sent("the arguments are not those of a webhook"));
  const auto event = cloud_event_from(*given);
  if (!event) return done(not_sent(event.error().message));
  const auto http = http_arguments(*setup, *event, outside_);
  if (!http) return done(not_sent(http.error()));
  outside_.http(*http, context_for(context, *event, outside_.now()), [done](const CallOutcome& outcome) {
    if (std::holds_alternative<CallSucceeded>(outcome)) return done(CallSucceeded{});
    done(CallFailed{make_problem(ProblemKind::Communication, engine::reason_in(outcome))});
  });
}

}  // namespace baton::webhooks
