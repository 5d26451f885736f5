// A dead letter as a machine: an event that a webhook could not deliver. It waits until somebody has it sent again, or discards it.
//
//   state   event      intents
//   Kept    Resend     Send, unless it is being sent
//   Kept    Resent     none: Gone if the receiver has taken it
//   Kept    Discard    none: Gone
//
// Each letter is an instance of its own: its event is stored once, however many there are, and the webhook's state stays small.
#pragma once

#include "engine/call_outcomes.hpp"
#include "webhooks/setup.hpp"

#include <baton/machine.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace baton::webhooks {

inline constexpr const char* kLetterMachine = "webhook-letter";
inline constexpr const char* kSend = "baton-webhooks.send";

// Why an event was not delivered.
struct Failure {
  std::int64_t position = 0;
  std::int64_t status = 0;  // of the answer, or of the problem that there was none
  std::string why = {};
  std::optional<Duration> wait = {};  // what the receiver asks for
  Value event = {};                   // in structured JSON, after the last attempt; else null

  friend bool operator==(const Failure&, const Failure&) = default;
};
BOOST_DESCRIBE_STRUCT(Failure, (), (position, status, why, wait, event))

struct Letter {
  std::string webhook = {};  // its name
  std::int64_t position = 0;
  Value event = {};
  std::int64_t attempts = 0;
  std::string why = {};  // the last time

  friend bool operator==(const Letter&, const Letter&) = default;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (webhook, position, event, attempts, why))

struct Kept {
  Letter letter = {};
  bool sending = false;

  friend bool operator==(const Kept&, const Kept&) = default;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (letter, sending))
struct Gone {
  std::string webhook = {};
  std::int64_t position = 0;
  bool sent = false;  // false: discarded

  friend bool operator==(const Gone&, const Gone&) = default;
};
BOOST_DESCRIBE_STRUCT(Gone, (), (webhook, position, sent))

struct Resend {
  Setup setup = {};  // of the webhook, as it is now
};
BOOST_DESCRIBE_STRUCT(Resend, (), (setup))
struct Discard {};
BOOST_DESCRIBE_STRUCT(Discard, (), ())
struct Resent {
  std::string problem = {};
};
BOOST_DESCRIBE_STRUCT(Resent, (), (problem))

struct Send {
  Setup setup = {};
  Value event = {};
};
BOOST_DESCRIBE_STRUCT(Send, (), (setup, event))

struct DeadLetter {
  using State = std::variant<Kept, Gone>;
  using Event = std::variant<Resend, Discard, Resent>;
  using Intent = std::variant<Send>;
  using Decision = pattern::Decision<State, Intent>;

  [[nodiscard]] static Decision handle(const State& state, const Event& event);
};

[[nodiscard]] std::expected<DeadLetter::Decision, Problem> start_letter(const Value& letter);
[[nodiscard]] MachineRequest send_request(const Setup& setup, const Value& event);

}  // namespace baton::webhooks

template <>
struct baton::MachineTraits<baton::webhooks::DeadLetter> {
  using DeadLetter = baton::webhooks::DeadLetter;

  static constexpr int format = 1;
  static constexpr std::array states = {"kept", "gone"};
  static constexpr std::array events = {"resend", "discard", "resent"};
  static constexpr std::array intents = {"send"};

  static std::expected<DeadLetter::Decision, Problem> start(const Value& input) {
    return baton::webhooks::start_letter(input);
  }
  static MachineRequest request(const DeadLetter::Intent& intent) {
    const auto& send = std::get<baton::webhooks::Send>(intent);
    return baton::webhooks::send_request(send.setup, send.event);
  }
  static DeadLetter::Event outcome(const DeadLetter::Intent&, const CallOutcome& outcome) {
    return baton::webhooks::Resent{.problem = baton::engine::reason_in(outcome)};
  }
  static std::optional<MachineEnd> end(const DeadLetter::State& state) {
    if (std::holds_alternative<baton::webhooks::Gone>(state)) return machine_value<DeadLetter>(state);
    return std::nullopt;
  }
};
