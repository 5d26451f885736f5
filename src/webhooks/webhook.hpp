// A webhook as a machine. It knows neither clock nor network: `baton-webhooks.deliver` follows the event log from a position on, sends what
// passes the filter, and answers how far it has come.
//
//   state           event      intents
//   busy            Answered   Deliver from there; after a failure Sleep, or Keep (a dead letter) and Deliver; after a 410 none: it is stopped
//   sleeping        Woke       Deliver
//   busy            Pause, Set, Resume   Recall: the open delivery ends with what it is sending, and then Answered decides
//   not busy        Pause      none
//   not busy        Set, Resume   Deliver, unless it is paused
//   any             SendTest       Probe: one event, beside the others
//
// At most one Deliver is open at a time: so the events are in order. Each change of what it is told to do begins a new turn; sleeps of an older turn are
// dropped, since delays cannot be withdrawn. The position moves only with an answer, so what a process that dies has sent is sent again.
#pragma once

#include "webhooks/letter.hpp"
#include "webhooks/setup.hpp"

#include <baton/machine.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace baton::webhooks {

inline constexpr const char* kMachine = "webhook";
inline constexpr const char* kDeliver = "baton-webhooks.deliver";
inline constexpr const char* kRecall = "baton-webhooks.recall";

// After a failed attempt: doubled after each further one.
inline constexpr Duration kFirstPause = std::chrono::seconds{5};
inline constexpr Duration kLongestPause = std::chrono::hours{1};
// Whatever a receiver asks for.
inline constexpr Duration kLongestRetryAfter = std::chrono::hours{24};
// Where it is not the receiver that fails: no attempt is counted.
inline constexpr Duration kBlockedPause = std::chrono::minutes{1};

struct On {
  Setup setup = {};
  bool paused = false;
  std::string stopped = {};  // why it has stopped by itself
  std::int64_t turn = 1;
  bool busy = false;                   // a Deliver is open
  std::int64_t position = 0;           // in the event log: what is up to there is done with
  std::int64_t failing = 0;            // the position of the event that failed; 0: none
  std::int64_t attempts = 0;           // of it, that failed
  std::optional<Timestamp> next = {};  // when it is tried again
  std::string problem = {};            // why it was not delivered
  std::optional<Timestamp> last = {};  // when an event was delivered
  std::int64_t delivered = 0;
  std::int64_t letters = 0;  // events that became dead letters
  std::int64_t lost = 0;     // positions that the log had dropped before they were looked at
  std::string test = {};     // the last test: "delivered", or why it was not

  friend bool operator==(const On&, const On&) = default;
};
BOOST_DESCRIBE_STRUCT(On, (),
                      (setup, paused, stopped, turn, busy, position, failing, attempts, next, problem, last, delivered,
                       letters, lost, test))

// Events.
struct Set {
  Setup setup = {};
};
BOOST_DESCRIBE_STRUCT(Set, (), (setup))
struct Pause {};
BOOST_DESCRIBE_STRUCT(Pause, (), ())
struct Resume {};
BOOST_DESCRIBE_STRUCT(Resume, (), ())
struct SendTest {
  std::string id = {};  // of the event
};
BOOST_DESCRIBE_STRUCT(SendTest, (), (id))
// What a delivery has come to.
struct Answered {
  std::int64_t turn = 0;
  std::int64_t through = 0;  // all up to there are delivered, or do not pass the filter
  std::int64_t count = 0;    // of events that were delivered
  std::int64_t lost = 0;
  std::optional<Timestamp> now = {};
  std::optional<Failure> failure = {};
  std::string blocked = {};  // why nothing could be sent: the store, a secret
};
BOOST_DESCRIBE_STRUCT(Answered, (), (turn, through, count, lost, now, failure, blocked))
struct Woke {
  std::int64_t turn = 0;
};
BOOST_DESCRIBE_STRUCT(Woke, (), (turn))
struct Recalled {};
BOOST_DESCRIBE_STRUCT(Recalled, (), ())
struct LetterKept {
  std::string problem = {};
};
BOOST_DESCRIBE_STRUCT(LetterKept, (), (problem))
struct Probed {
  std::string problem = {};
};
BOOST_DESCRIBE_STRUCT(Probed, (), (problem))

// Intents.
struct Deliver {
  std::int64_t turn = 0;
  Setup setup = {};
  std::int64_t position = 0;
  std::int64_t failing = 0;
  std::int64_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(Deliver, (), (turn, setup, position, failing, attempts))
struct Sleep {
  std::int64_t turn = 0;
  Duration time = {};
};
BOOST_DESCRIBE_STRUCT(Sleep, (), (turn, time))
struct Recall {
  std::int64_t turn = 0;  // deliveries of this turn and of older ones
};
BOOST_DESCRIBE_STRUCT(Recall, (), (turn))
struct Keep {
  Letter letter = {};
};
BOOST_DESCRIBE_STRUCT(Keep, (), (letter))
struct Probe {
  Setup setup = {};
  std::string id = {};
};
BOOST_DESCRIBE_STRUCT(Probe, (), (setup, id))

struct Webhook {
  using State = std::variant<On>;
  using Event = std::variant<Set, Pause, Resume, SendTest, Answered, Woke, Recalled, LetterKept, Probed>;
  using Intent = std::variant<Deliver, Sleep, Recall, Keep, Probe>;
  using Decision = pattern::Decision<State, Intent>;

  // After the event at that position.
  [[nodiscard]] static Decision begin(const Setup& setup, std::int64_t position);
  [[nodiscard]] static Decision handle(const State& state, const Event& event);
};

// How long it waits after so many attempts that have failed.
[[nodiscard]] Duration pause_after(std::int64_t attempts);

// The input of a start.
struct Beginning {
  Setup setup = {};
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Beginning, (), (setup, position))

[[nodiscard]] std::expected<Webhook::Decision, Problem> start_webhook(const Value& beginning);
[[nodiscard]] MachineRequest request_of(const Webhook::Intent& intent);
[[nodiscard]] Webhook::Event event_of(const Webhook::Intent& intent, const CallOutcome& outcome);

}  // namespace baton::webhooks

template <>
struct baton::MachineTraits<baton::webhooks::Webhook> {
  using Webhook = baton::webhooks::Webhook;

  static constexpr int format = 1;
  static constexpr std::array states = {"on"};
  static constexpr std::array events = {"set",  "pause",    "resume",     "sendTest", "answered",
                                        "woke", "recalled", "letterKept", "probed"};
  static constexpr std::array intents = {"deliver", "sleep", "recall", "keep", "probe"};

  static std::expected<Webhook::Decision, Problem> start(const Value& input) {
    return baton::webhooks::start_webhook(input);
  }
  static MachineRequest request(const Webhook::Intent& intent) { return baton::webhooks::request_of(intent); }
  static Webhook::Event outcome(const Webhook::Intent& intent, const CallOutcome& outcome) {
    return baton::webhooks::event_of(intent, outcome);
  }
};
