#include "webhooks/webhook.hpp"

#include "engine/json_views.hpp"
#include "webhooks/delivery.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baton::webhooks {
namespace {

using namespace std::chrono_literals;

// A webhook on a receiver that answers what the test says.
class Hooked : public ::testing::Test {
 protected:
  Hooked() : deliveries_(std::make_shared<Deliveries>(outside())) {
    engine_.add_methods(deliveries_->methods()).value();
    letters_ = engine_.add_machine<DeadLetter>(kLetterMachine).value();
    machines_ = engine_.add_machine<Webhook>(kMachine).value();
  }
  void begin(const webhooks::Setup& setup, std::int64_t position = 0) {
    machines_->start({.input = to_value(Beginning{.setup = setup, .position = position}), .id = id_.value}).value();
    engine_.run_until_idle();
  }
  void publish(const std::string& id, const std::string& type = "paid", const std::string& source = "/shop") {
    CloudEvent event{.id = id, .source = source, .type = type};
    event.data = Value{{"cents", 5}};
    engine_.publish(std::move(event)).value();
    grow();
    engine_.run_until_idle();
  }
  void tell(const Webhook::Event& event) {
    machines_->send(id_, event).value();
    engine_.run_until_idle();
  }
  [[nodiscard]] On state() { return std::get<On>(machines_->state(id_).value()); }
  [[nodiscard]] static CallOutcome status(int status, Value more = {}) {
    Problem problem = make_problem(ProblemKind::Communication, status, "status " + std::to_string(status));
    problem.extensions = std::move(more);
    return CallFailed{std::move(problem)};
  }
  // The ids of what was sent, in its order.
  [[nodiscard]] std::string sent() const {
    std::string ids;
    for (const Value& each : sent_) ids += (ids.empty() ? "" : " ") + each.find("body")->get<std::string>("id").value();
    return ids;
  }
  [[nodiscard]] std::string header(std::size_t request, const std::string& name) const {
    return sent_.at(request).find("headers")->get<std::string>(name).value_or("");
  }

  testing::TestEngine engine_;
  std::optional<Machines<Webhook>> machines_;
  std::optional<Machines<DeadLetter>> letters_;
  InstanceId id_{"webhook.hook"};
  webhooks::Setup setup_{.name = "hook", .url = "https://receiver.example.com/"};
  std::vector<Value> sent_;
  CallOutcome answer_ = CallSucceeded{};
  Value secrets_ = {{"old", "old secret"}, {"new", "new secret"}};
  std::shared_ptr<Deliveries> deliveries_;

 private:
  Outside outside() {
    return {.now = [this] { return engine_.now(); },
            .read = [this](const EventQuery& query,
                           const std::function<void(Result<EventPage>)>& done) { done(engine_.events(query)); },
            .growth = [this] { return growth_; },
            .wait = [this](std::uint64_t, const std::function<void()>& grown) { waiting_.push_back(grown); },
            .wake = [this] { grow(); },
            .http =
                [this](const Value& arguments, const CallContext&, const std::function<void(CallOutcome)>& done) {
                  sent_.push_back(arguments);
                  done(answer_);
                },
            .find_secret = [this](const std::string& name) -> std::optional<std::string> {
              const auto secret = secrets_.get<std::string>(name);
              return secret ? std::optional(*secret) : std::nullopt;
            }};
  }
  void grow() {
    ++growth_;
    for (const auto& each : std::exchange(waiting_, {})) each();
  }
  std::uint64_t growth_ = 0;
  std::vector<std::function<void()>> waiting_;
};

TEST_F(Hooked, DeliversWhatIsThereAndWhatComesInOrder) {
  publish("1");
  publish("2");
  begin(setup_);
  publish("3");
  EXPECT_EQ(sent(), "1 2 3");
  EXPECT_EQ(state().position, 3);
  EXPECT_EQ(state().delivered, 3);
}

TEST_F(Hooked, BeginsBehindAPosition) {
  publish("1");
  publish("2");
  begin(setup_, 1);
  EXPECT_EQ(sent(), "2");
}

TEST_F(Hooked, DeliversOnlyWhatPassesItsFilter) {
  setup_.type = "paid";
  setup_.source = "/shop";
  begin(setup_);
  publish("1", "other");
  publish("2", "paid", "/bank");
  publish("3");
  EXPECT_EQ(sent(), "3");
}

TEST_F(Hooked, DoesNotDeliverEventsOfWebhooks) {
  begin(setup_);
  publish("1", "io.serverlessworkflow.workflow.started.v1", "/machine/webhook-letter/1.0.0");
  publish("2");
  EXPECT_EQ(sent(), "2");
}

TEST_F(Hooked, SignsWithEachOfItsSecrets) {
  setup_.secrets = {"old", "new"};
  begin(setup_);
  publish("1");
  const std::string signatures = header(0, "webhook-signature");
  EXPECT_TRUE(signatures.starts_with("v1,")) << signatures;
  EXPECT_NE(signatures.find(" v1,"), std::string::npos) << signatures;
  EXPECT_EQ(header(0, "Content-Type"), "application/cloudevents+json; charset=utf-8");
  EXPECT_TRUE(header(0, "webhook-id").starts_with("msg_"));
  EXPECT_EQ(header(0, "webhook-timestamp"), std::to_string(engine_.now().time_since_epoch() / 1s));
}

TEST_F(Hooked, SendsAnEventAgainUnderTheSameId) {
  answer_ = status(500);
  begin(setup_);
  publish("1");
  answer_ = CallSucceeded{};
  engine_.advance(5s);
  EXPECT_EQ(sent(), "1 1");
  EXPECT_EQ(header(0, "webhook-id"), header(1, "webhook-id"));
}

TEST_F(Hooked, WaitsForASecretThatIsMissing) {
  setup_.secrets = {"lost"};
  begin(setup_);
  publish("1");
  EXPECT_EQ(sent(), "");
  EXPECT_NE(state().problem.find("no secret 'lost'"), std::string::npos) << state().problem;
  secrets_ = {{"lost", "found"}};
  engine_.advance(1min);
  EXPECT_EQ(sent(), "1");
  EXPECT_EQ(state().problem, "");
}

TEST_F(Hooked, NeverShowsASecret) {
  setup_.secrets = {"old"};
  answer_ = status(500);
  begin(setup_);
  publish("1");
  const auto history = engine_.history(id_).value();
  for (const HistoryEntry& each : history)
    EXPECT_EQ(to_json(engine::json_of(each)).find("old secret"), std::string::npos);
  EXPECT_EQ(to_json(to_value(state())).find("old secret"), std::string::npos);
}

TEST_F(Hooked, HoldsUpWhatComesBehindAnEventThatFails) {
  answer_ = status(500);
  begin(setup_);
  publish("1");
  publish("2");
  EXPECT_EQ(sent(), "1");
  EXPECT_EQ(state().attempts, 1);
  EXPECT_EQ(state().next, engine_.now() + 5s);
  engine_.advance(5s);
  EXPECT_EQ(sent(), "1 1");
  engine_.advance(9s);
  EXPECT_EQ(sent(), "1 1");
  answer_ = CallSucceeded{};
  engine_.advance(1s);
  EXPECT_EQ(sent(), "1 1 1 2");
}

TEST_F(Hooked, WaitsAsLongAsTheReceiverAsks) {
  answer_ = status(429, {{"retryAfter", "600"}});
  begin(setup_);
  publish("1");
  engine_.advance(599s);
  EXPECT_EQ(sent(), "1");
  answer_ = status(503, {{"retryAfter", "Thu, 01 Jan 2026 01:00:00 GMT"}});
  engine_.advance(1s);
  EXPECT_EQ(sent(), "1 1");
  answer_ = CallSucceeded{};
  engine_.advance(49min);
  EXPECT_EQ(sent(), "1 1");
  engine_.advance(1min);
  EXPECT_EQ(sent(), "1 1 1");
}

TEST_F(Hooked, StopsWhenTheReceiverIsGone) {
  answer_ = status(410);
  begin(setup_);
  publish("1");
  engine_.advance(48h);
  EXPECT_EQ(sent(), "1");
  EXPECT_EQ(state().stopped, "status 410");
  answer_ = CallSucceeded{};
  tell(Resume{});
  EXPECT_EQ(sent(), "1 1");
  EXPECT_EQ(state().stopped, "");
}

TEST_F(Hooked, KeepsWhatItGivesUpAsADeadLetterAndContinues) {
  setup_.attempts = 2;
  answer_ = status(500);
  begin(setup_);
  publish("1");
  publish("2");
  engine_.advance(5s);
  const auto list = engine_.list({.space = "machine", .name = kLetterMachine}).value();
  ASSERT_EQ(list.instances.size(), 1U);
  const InstanceId letter = list.instances.front().id;
  const auto kept = std::get<Kept>(letters_->state(letter).value());
  EXPECT_EQ(kept.letter.position, 1);
  EXPECT_EQ(kept.letter.attempts, 2);
  EXPECT_EQ(kept.letter.event.get<std::string>("id").value(), "1");
  EXPECT_EQ(state().letters, 1);
  EXPECT_EQ(sent(), "1 1 2");

  letters_->send(letter, Resend{.setup = setup_}).value();
  engine_.run_until_idle();
  EXPECT_EQ(std::get<Kept>(letters_->state(letter).value()).letter.attempts, 3);
  answer_ = CallSucceeded{};
  letters_->send(letter, Resend{.setup = setup_}).value();
  engine_.run_until_idle();
  EXPECT_EQ(sent(), "1 1 2 1 1");
  EXPECT_EQ(engine_.find(letter)->summary.status, Status::Completed);
}

TEST_F(Hooked, DiscardsADeadLetter) {
  setup_.attempts = 1;
  answer_ = status(500);
  begin(setup_);
  publish("1");
  const InstanceId letter = engine_.list({.space = "machine", .name = kLetterMachine}).value().instances.front().id;
  letters_->send(letter, Discard{}).value();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find(letter)->summary.status, Status::Completed);
}

TEST_F(Hooked, DeliversNothingWhileItIsPaused) {
  begin(setup_);
  tell(Pause{});
  publish("1");
  EXPECT_EQ(sent(), "");
  EXPECT_FALSE(state().busy);
  tell(Resume{});
  EXPECT_EQ(sent(), "1");
}

TEST_F(Hooked, DeliversToItsNewUrl) {
  begin(setup_);
  publish("1");
  setup_.url = "https://other.example.com/";
  tell(Set{setup_});
  publish("2");
  EXPECT_EQ(sent(), "1 2");
  EXPECT_EQ(sent_.back().get<std::string>("uri").value(), setup_.url);
}

TEST_F(Hooked, ContinuesWhereItWasInTheNextProcess) {
  begin(setup_);
  publish("1");
  engine_.crash_and_recover();
  engine_.run_until_idle();
  publish("2");
  EXPECT_EQ(sent(), "1 2");
}

TEST_F(Hooked, SendsATestEvent) {
  begin(setup_);
  tell(SendTest{.id = "t-1"});
  EXPECT_EQ(sent(), "t-1");
  EXPECT_EQ(state().test, "delivered");
  answer_ = status(404);
  tell(SendTest{.id = "t-2"});
  EXPECT_EQ(state().test, "status 404");
}

TEST_F(Hooked, SaysWhatTheLogHasDropped) {
  publish("1");
  publish("2");
  engine_.advance(25h);
  for (int i = 3; i <= 1'003; ++i)
    static_cast<void>(engine_.publish({.id = std::to_string(i), .source = "/", .type = "x"}));
  engine_.run_until_idle();
  setup_.type = "paid";
  begin(setup_);
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(state().lost, 2);
}

TEST_F(Hooked, IsRefusedWithASetupThatIsNone) {
  for (const char* const url :
       {"", "ftp://example.com", "http://", "https://user@example.com/", "http://a b/", "https://example.com/#x"}) {
    setup_.url = url;
    EXPECT_TRUE(mistake_in(setup_).has_value()) << url;
  }
  setup_.url = "http://127.0.0.1:8080/hook?x=1";
  EXPECT_EQ(mistake_in(setup_), std::nullopt);
  setup_.attempts = 0;
  EXPECT_TRUE(mistake_in(setup_).has_value());
}

TEST(WebhookPauses, AreDoubledUpToAnHour) {
  EXPECT_EQ(pause_after(1), 5s);
  EXPECT_EQ(pause_after(2), 10s);
  EXPECT_EQ(pause_after(10), 2'560s);
  EXPECT_EQ(pause_after(11), 1h);
  EXPECT_EQ(pause_after(100), 1h);
}

TEST(WebhookRetryAfter, IsSecondsOrATime) {
  const Timestamp now = Timestamp(std::chrono::sys_days{std::chrono::year{1994} / 11 / 6}) + 8h;
  EXPECT_EQ(retry_after("120", now), 120s);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 49min + 37s);
  EXPECT_EQ(retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now), 0s);
  EXPECT_EQ(retry_after("soon", now), std::nullopt);
  EXPECT_EQ(retry_after("-1", now), std::nullopt);
}

}  // namespace
}  // namespace baton::webhooks
