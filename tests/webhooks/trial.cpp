#include "webhooks/trial.hpp"

#include "webhooks/delivery.hpp"
#include "webhooks/letter.hpp"
#include "webhooks/webhook.hpp"

#include <baton/testing.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace baton::tests {
namespace {

using namespace std::chrono_literals;
using webhooks::DeadLetter;
using webhooks::Deliveries;
using webhooks::Setup;
using webhooks::Webhook;

// A request at the receiver that has not been answered.
struct Request {
  std::string event;  // its id
  InstanceId from;
  std::function<void(CallOutcome)> done;
};

class WebhookTrial {
 public:
  explicit WebhookTrial(std::uint64_t seed) : random_(seed) {
    begin_life();
    std::vector<std::pair<std::string, OperatorMethod>> methods;
    for (const auto& [name, method] : methods_) {
      methods.emplace_back(name, [this, place = methods.size()](const Value& arguments, const CallContext& context,
                                                                const std::function<void(CallOutcome)>& done) {
        methods_[place].second(arguments, context, done);
      });
    }
    engine_.add_methods(std::move(methods)).value();
    letters_ = engine_.add_machine<DeadLetter>(webhooks::kLetterMachine).value();
    machines_ = engine_.add_machine<Webhook>(webhooks::kMachine).value();
  }

  std::string run() {
    publish();  // before it begins
    expected_.clear();
    setup_ = {.name = "hook", .url = "http://receiver", .type = "wanted", .attempts = draw_attempts()};
    least_attempts_ = setup_.attempts;
    const auto last = static_cast<std::int64_t>(engine_.events({.limit = 0}).value().last);
    machines_->start({.input = to_value(webhooks::Beginning{.setup = setup_, .position = last}), .id = id_.value})
        .value();
    const std::uint64_t actions = 20 + random_() % 60;
    for (std::uint64_t i = 0; i < actions && wrong_.empty(); ++i) act();
    be_kind();
    if (wrong_.empty()) check();
    return wrong_;
  }

 private:
  bool one_in(std::uint64_t n) { return random_() % n == 0; }
  std::int64_t draw_attempts() { return 1 + static_cast<std::int64_t>(random_() % 4); }

  // What a process has in memory is empty again in the next one.
  void begin_life() {
    deliveries_ = std::make_shared<Deliveries>(webhooks::Outside{
        .now = [this] { return engine_.now(); },
        .read = [this](const EventQuery& query,
                       const std::function<void(Result<EventPage>)>& done) { read(query, done); },
        .growth = [this] { return growth_; },
        .wait =
            [this](std::uint64_t since, const std::function<void()>& grown) {
              if (growth_ != since) return grown();
              waiting_.push_back(grown);
            },
        .wake = [this] { grow(); },
        .http = [this](const Value& arguments, const CallContext& context,
                       const std::function<void(CallOutcome)>& done) { receive(arguments, context, done); },
        .find_secret = [](const std::string&) { return std::nullopt; }});
    methods_ = deliveries_->methods();
  }
  void crash() {
    const auto steps = random_() % 6;
    for (std::uint64_t i = 0; i < steps; ++i) static_cast<void>(engine_.step());
    // What was on the way may have arrived or not.
    for (const Request& each : requests_) {
      if (one_in(2)) accept(each);
    }
    const auto dead_requests = std::exchange(requests_, {});
    const auto dead_reads = std::exchange(reads_, {});
    const auto dead_waiting = std::exchange(waiting_, {});
    const auto dead_methods = std::exchange(methods_, {});
    begin_life();
    engine_.crash_and_recover();
  }
  // A page may come later than it was read.
  void read(const EventQuery& query, const std::function<void(Result<EventPage>)>& done) {
    const auto page = engine_.events(query);
    if (!is_hostile_ || one_in(2)) return done(page);
    reads_.push_back([page, done] { done(page); });
  }
  void give_pages() {
    for (const auto& each : std::exchange(reads_, {})) each();
  }
  void grow() {
    ++growth_;
    const auto told = std::exchange(waiting_, {});
    for (const auto& each : told) each();
  }

  void publish() {
    const auto count = 1 + random_() % 5;
    for (std::uint64_t i = 0; i < count; ++i) {
      CloudEvent event{.id = std::to_string(++published_), .source = "/test", .type = one_in(3) ? "other" : "wanted"};
      if (event.type == "wanted") expected_.push_back(event.id);
      engine_.publish(std::move(event)).value();
    }
    grow();
    engine_.run_until_idle();
  }

  // The receiver.
  void receive(const Value& arguments, const CallContext& context, const std::function<void(CallOutcome)>& done) {
    const Request request{
        .event = arguments.find("body")->get<std::string>("id").value(), .from = context.instance, .done = done};
    if (is_delivery(request)) {
      if (is_at_rest_) wrong_ = "the event " + request.event + " is sent while the webhook is paused";
      const bool is_alone = std::ranges::none_of(requests_, [&](const Request& each) { return is_delivery(each); });
      if (!is_alone) wrong_ = "two events are sent at a time";
    }
    if (is_hostile_ && one_in(2)) {
      requests_.push_back(request);
    } else {
      answer(request);
    }
  }
  void answer_some() {
    give_pages();
    auto requests = std::exchange(requests_, {});
    for (const Request& each : requests) {
      if (is_hostile_ && one_in(3)) {
        requests_.push_back(each);
      } else {
        answer(each);
      }
    }
    engine_.run_until_idle();
  }
  void answer(const Request& request) {
    const auto refuse = [&](int status, Value more = {}) {
      Problem problem = make_problem(ProblemKind::Communication, status, "no");
      problem.extensions = std::move(more);
      if (is_delivery(request)) ++failures_[request.event];
      request.done(CallFailed{std::move(problem)});
    };
    switch (is_hostile_ ? random_() % 12 : 11) {
      case 0:
      case 1:
      case 2:
      case 3:
        return refuse(500);
      case 4:
        return refuse(429, {{"retryAfter", "120"}});
      case 5:
        if (one_in(4)) return refuse(410);
        return refuse(503, {{"retryAfter", "soon"}});
      case 6:
        if (one_in(2)) accept(request);
        if (is_delivery(request)) ++failures_[request.event];
        return request.done(CallUnknown{make_problem(ProblemKind::Communication, "lost")});
      default:
        accept(request);
        return request.done(CallSucceeded{});
    }
  }
  [[nodiscard]] bool is_delivery(const Request& request) const {
    return request.from == id_ && !request.event.starts_with("test-");
  }
  void accept(const Request& request) {
    if (request.event.starts_with("test-")) {
      ++tested_;
      return;
    }
    const auto place = std::ranges::find(expected_, request.event);
    if (place == expected_.end()) wrong_ = "the event " + request.event + " does not pass the filter";
    if (is_delivery(request) && !accepted_.contains(request.event)) {
      for (auto before = expected_.begin(); before != place; ++before) {
        if (accepted_.contains(*before) || failures_[*before] >= least_attempts_) continue;
        wrong_ = "the event " + request.event + " comes before " + *before;
      }
    }
    accepted_.insert(request.event);
  }

  void tell(const Webhook::Event& event) {
    machines_->send(id_, event).value();
    engine_.run_until_idle();
  }
  void act() {
    switch (random_() % 14) {
      case 0:
      case 1:
      case 2:
        return publish();
      case 3:
      case 4:
        return crash();
      case 5:
        is_hostile_ = !is_hostile_;
        return;
      case 6:
        return suspend_or_resume();
      case 7:
        if (!is_suspended_) pause_or_resume();
        return;
      case 8:
        if (!is_suspended_) change();
        return;
      case 9:
        if (is_suspended_) return;
        ++tests_;
        return tell(webhooks::SendTest{.id = "test-" + std::to_string(tests_)});
      default:
        engine_.advance(Duration{static_cast<std::int64_t>(random_() % (10 * 60'000))});
        return answer_some();
    }
  }
  void suspend_or_resume() {
    if (is_suspended_) {
      engine_.resume(id_).value();
    } else {
      engine_.suspend(id_).value();
    }
    is_suspended_ = !is_suspended_;
    engine_.run_until_idle();
  }
  // While it is paused, and what it was sending has been answered, nothing comes.
  void pause_or_resume() {
    if (!is_paused_) {
      tell(webhooks::Pause{});
      is_paused_ = true;
      if (one_in(2)) return;
      settle();
      is_at_rest_ = true;
      engine_.advance(2h);
      engine_.run_until_idle();
      publish();
      is_at_rest_ = false;
    }
    tell(webhooks::Resume{});
    is_paused_ = false;
  }
  void change() {
    setup_.attempts = draw_attempts();
    least_attempts_ = std::min(least_attempts_, setup_.attempts);
    setup_.url = one_in(2) ? "http://receiver" : "http://other";
    tell(webhooks::Set{setup_});
  }
  void settle() {
    const bool was_hostile = std::exchange(is_hostile_, false);
    constexpr int enough = 50;
    for (int i = 0; i < enough && !(requests_.empty() && reads_.empty()); ++i) answer_some();
    is_hostile_ = was_hostile;
  }
  void be_kind() {
    is_hostile_ = false;
    settle();
    if (is_suspended_) suspend_or_resume();
    const bool continues = !is_paused_ && std::get<webhooks::On>(machines_->state(id_).value()).stopped.empty();
    if (!continues || one_in(2)) {
      tell(webhooks::Pause{});
      settle();
      tell(webhooks::Resume{});
    }
    constexpr int hours = 30;
    for (int i = 0; i < hours; ++i) {
      engine_.advance(1h);
      answer_some();
    }
  }

  [[nodiscard]] std::map<std::string, std::string> kept_letters() {
    std::map<std::string, std::string> kept;  // ids of instances, by the event
    const auto page = engine_.list({.space = "machine", .name = webhooks::kLetterMachine, .limit = 1'000}).value();
    for (const InstanceSummary& each : page.instances) {
      const auto state = letters_->state(each.id).value();
      if (const auto* letter = std::get_if<webhooks::Kept>(&state)) {
        kept.emplace(letter->letter.event.get<std::string>("id").value(), each.id.value);
      }
    }
    return kept;
  }
  void resend_letters() {
    for (const auto& [event, letter] : kept_letters()) {
      letters_->send(InstanceId{letter}, webhooks::Resend{.setup = setup_}).value();
    }
    engine_.run_until_idle();
    answer_some();
  }
  void check() {
    const auto on = std::get<webhooks::On>(machines_->state(id_).value());
    const auto letters = kept_letters();
    if (static_cast<std::size_t>(on.letters) != letters.size()) {
      wrong_ = "it has made " + std::to_string(on.letters) + " dead letters, and there are " +
               std::to_string(letters.size());
    }
    if (on.lost > 0) wrong_ = "it has lost " + std::to_string(on.lost);
    for (const std::string& each : expected_) {
      if (!accepted_.contains(each) && !letters.contains(each)) wrong_ = "the event " + each + " is lost";
    }
    if (tested_ > tests_ * 2 + 100) wrong_ = "tests come for ever";
    is_hostile_ = true;
    resend_letters();
    is_hostile_ = false;
    settle();
    resend_letters();
    if (!kept_letters().empty()) wrong_ = "a dead letter stays after it was sent again";
    for (const std::string& each : expected_) {
      if (!accepted_.contains(each)) wrong_ = "the dead letter " + each + " has not come";
    }
  }

  std::mt19937_64 random_;
  testing::TestEngine engine_;
  std::optional<Machines<Webhook>> machines_;
  std::optional<Machines<DeadLetter>> letters_;
  std::shared_ptr<Deliveries> deliveries_;
  std::vector<std::pair<std::string, OperatorMethod>> methods_;  // of this life
  std::uint64_t growth_ = 0;
  std::vector<std::function<void()>> waiting_;
  std::vector<std::function<void()>> reads_;  // pages that come later
  std::vector<Request> requests_;
  InstanceId id_{"webhook.hook"};
  Setup setup_;
  std::int64_t least_attempts_ = 1;
  std::uint64_t published_ = 0;
  std::vector<std::string> expected_;  // in the order of the log
  std::set<std::string> accepted_;
  std::map<std::string, std::int64_t> failures_;
  std::uint64_t tests_ = 0;
  std::uint64_t tested_ = 0;
  bool is_hostile_ = false;
  bool is_suspended_ = false;
  bool is_paused_ = false;
  bool is_at_rest_ = false;
  std::string wrong_;
};

}  // namespace

std::string try_webhook(std::uint64_t seed) {
  return WebhookTrial(seed).run();
}

}  // namespace baton::tests
